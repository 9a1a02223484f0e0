"""`videoclub observability`: the alarms and the dashboard, made anew from the code."""

from videoclub_local.build.template import load_template
from videoclub_local.observability import observability_text
from videoclub_local.project import Project
from videoclub_local.terminal import out


def observability() -> None:
    """Write infra/observability.yaml from the template; commit it with the change that made it differ."""
    project = Project.here()
    project.observability.write_text(observability_text(load_template(project.template)), encoding="utf-8")
    out.print(f"Wrote {project.observability}.")
