"""The API's own pages, made from the code: `openapi.json`, a page for people, and one page for each problem type."""

import html
import json
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from videoclub.http import Routes
from videoclub.openapi import document
from videoclub.problems import PROBLEMS, ProblemType

SERVICES = ("users", "movies", "rental", "suggestions", "stats")

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Vidéoclub</title><style>
:root {{ color-scheme: light dark; font: 16px/1.55 system-ui, sans-serif; }}
body {{ max-width: 60rem; margin: 3rem auto; padding: 0 1.25rem; }}
h1 {{ font: 700 1.9rem/1.2 Georgia, serif; }} h2 {{ margin-top: 2.5rem; text-transform: capitalize; }}
code {{ font: .92em ui-monospace, monospace; }}
dt {{ margin-top: 1rem; font-weight: 600; }} dd {{ margin: 0; opacity: .85; }}
table {{ border-collapse: collapse; width: 100%; }} td {{ padding: .35rem .75rem .35rem 0; vertical-align: top; }}
</style></head><body>{body}</body></html>
"""


def service_routes() -> list[Routes]:
    """The declared routes of all services."""
    return [import_module(f"{service}.api").routes for service in SERVICES]


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document of all services."""
    return document(service_routes())


def write_api_pages(folder: Path) -> None:
    """Write the pages as the gateway serves them: openapi.json, docs.html, problems/<slug>.html."""
    (folder / "problems").mkdir(parents=True, exist_ok=True)
    (folder / "openapi.json").write_text(openapi_text(), encoding="utf-8")
    (folder / "docs.html").write_text(_docs_page(service_routes()), encoding="utf-8")
    for problem in PROBLEMS.values():
        (folder / "problems" / f"{problem.slug}.html").write_text(_problem_page(problem), encoding="utf-8")


def openapi_text() -> str:
    """The document as it is committed and served."""
    return json.dumps(openapi_document(), indent=2, ensure_ascii=False) + "\n"


def _docs_page(services: Iterable[Routes]) -> str:
    sections = "".join(
        f"<h2>{service.service}</h2><dl>"
        + "".join(
            f"<dt><code>{route.method} {html.escape(route.path)}</code></dt>"
            f"<dd>{html.escape(route.summary)} <small>{html.escape(str(route.who))}</small></dd>"
            for route in service.declared
        )
        + "</dl>"
        for service in services
    )
    problems = "".join(
        f'<tr><td>{p.status}</td><td><a href="problems/{p.slug}"><code>{p.slug}</code></a></td><td>{p.title}</td></tr>'
        for p in PROBLEMS.values()
    )
    body = (
        '<h1>The Vidéoclub API</h1><p>Described for programs in <a href="openapi.json">openapi.json</a> '
        f"(OpenAPI 3.1).</p>{sections}<h2>Problems</h2><table>{problems}</table>"
    )
    return _PAGE.format(title="API", body=body)


def _problem_page(problem: ProblemType) -> str:
    body = (
        f"<h1>{html.escape(problem.title)}</h1><p><code>{problem.slug}</code>, status {problem.status}</p>"
        f"<p>{html.escape(problem.advice)}</p>"
    )
    return _PAGE.format(title=problem.title, body=body)
