"""`videoclub bench init`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from videoclub_local.project import Project
from videoclub_local.terminal import out

if TYPE_CHECKING:
    from videoclub_local.bench.init import InitTime

INIT_BUDGET_MS = 250


def init(
    write: Annotated[Path | None, typer.Option(help="Also write the figures to this file, as Markdown.")] = None,
) -> None:
    """How long each function takes to start, as it is deployed; the platform need not run. Takes some minutes."""
    from videoclub_local.bench.init import markdown, measure_inits
    from videoclub_local.build.project import build_archives

    project = Project.here()
    build = build_archives(project.root, project.home, project.environment)
    table = Table("Function", "INIT ms", "Processor ms", "Memory MiB", "Archive KiB", box=None)
    measured = list["InitTime"]()
    for each in measure_inits(build, project.root):
        measured.append(each)
        colour = "green" if each.init_ms <= INIT_BUDGET_MS else "red"
        figures = (f"{each.cpu_ms:.0f}", f"{each.rss_mb:.0f}", f"{each.zip_kb:.0f}")
        table.add_row(each.function, f"[{colour}]{each.init_ms:.0f}[/]", *figures)
    out.print(table)
    if write:
        write.write_text(markdown(build, measured), encoding="utf-8")
        out.print(f"Wrote {write}.")
