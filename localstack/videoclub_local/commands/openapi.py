"""`videoclub openapi`: the API's document, made anew from the code."""

from videoclub_local.api_pages import openapi_text
from videoclub_local.project import Project
from videoclub_local.terminal import out


def openapi() -> None:
    """Write infra/openapi.json from the declared routes; commit it with the change that made it differ."""
    path = Project.here().root / "infra" / "openapi.json"
    path.write_text(openapi_text(), encoding="utf-8")
    out.print(f"Wrote {path}.")
