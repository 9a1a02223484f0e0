"""`videoclub keyspaces`: the tables of Rental for AWS, made anew from its migrations."""

from videoclub_local.keyspaces import keyspaces_text
from videoclub_local.project import Project
from videoclub_local.terminal import out


def keyspaces() -> None:
    """Write infra/keyspaces.yaml from the CQL migrations; commit it with the migration that made it differ."""
    root = Project.here().root
    path = root / "infra" / "keyspaces.yaml"
    path.write_text(keyspaces_text(root / "functions" / "rental" / "migrations"), encoding="utf-8")
    out.print(f"Wrote {path}.")
