"""`videoclub build`: the archives of functions and layers, and the template that names them."""

import json

from videoclub_local.build.gradual import released_gradually
from videoclub_local.build.project import build_archives
from videoclub_local.project import Project
from videoclub_local.terminal import err, out


def build() -> None:
    """Build the archives for Lambda's platform, without Docker, and write templates of them for `sam build`.

    `template.json` is for an emulator; by `gradual.json`, on AWS, calls move over to a release by and by.
    """
    project = Project.here()
    with err.status("building the archives …"):
        built = build_archives(project.root, project.home, project.environment)
    template = built.archived_template()
    for name, each in (("template", template), ("gradual", released_gradually(template))):
        path = project.home / "build" / f"{name}.json"
        path.write_text(json.dumps(each, indent=1), encoding="utf-8")
        out.print(f"Wrote {path}.")
