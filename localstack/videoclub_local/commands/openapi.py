"""`videoclub openapi`: the API's document and the site's types, made anew from the code."""

from typing import Annotated

import typer

from videoclub_local.api_pages import openapi_text
from videoclub_local.frontend_build import generate_types
from videoclub_local.project import Project
from videoclub_local.terminal import out


def openapi(
    release: Annotated[bool, typer.Option(help="Make it the released one, that later changes may not break.")] = False,
) -> None:
    """Write infra/openapi.json and the site's types; commit both with the change that made them differ."""
    project = Project.here()
    paths = [project.root / "infra" / "openapi.json"]
    if release:
        paths.append(project.root / "infra" / "openapi-released.json")
    for path in paths:
        path.write_text(openapi_text(), encoding="utf-8")
    generate_types(project.frontend, project.logs / "types.log")
    out.print(f"Wrote {', '.join(map(str, paths))} and the site's types.")
