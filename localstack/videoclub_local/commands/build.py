"""`videoclub build`: the archives of functions and layers, and the template that names them."""

import json

from videoclub_local.build.project import build_archives
from videoclub_local.project import Project
from videoclub_local.terminal import err, out


def build() -> None:
    """Build the archives for Lambda's platform, without Docker, and write a template of them for `sam build`."""
    project = Project.here()
    with err.status("building the archives …"):
        built = build_archives(project.root, project.home, project.environment)
    path = project.home / "build" / "template.json"
    path.write_text(json.dumps(built.archived_template(), indent=1), encoding="utf-8")
    out.print(f"Wrote {path}.")
