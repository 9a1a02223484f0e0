"""`videoclub status`: what runs, and where it answers."""

from typing import Annotated

import typer
from rich.table import Table

from videoclub_local.exit_codes import ExitCode
from videoclub_local.parts import PartStatus
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.report import Report, report_on
from videoclub_local.terminal import out

_EXIT_CODES = {"up": ExitCode.OK, "down": ExitCode.DOWN, "degraded": ExitCode.DEGRADED}
_COLOURS = {"up": "green", "down": "dim", "degraded": "yellow"}


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")] = False,
) -> None:
    """Show what runs and where it answers.

    Exit code 0: all is up. 3: nothing runs. 4: a part is missing, or `up` is still at work.
    """
    report = report_on(Platform.of(Project.here()))
    if as_json:
        typer.echo(report.as_json())
    else:
        show_addresses(report)
        out.print(_parts_table(report.parts))
    raise typer.Exit(_EXIT_CODES[report.state])


def show_addresses(report: Report) -> None:
    """The addresses and the demo logins, as `up` and `status` end with."""
    out.print(f"Vidéoclub is [{_COLOURS[report.state]}]{report.state}[/].")
    if report.state == "down":
        out.print("Start it with: videoclub up")
        return
    table = Table.grid(padding=(0, 2))
    table.add_row("Site", report.site_url)
    table.add_row("API", report.api_url)
    table.add_row("API, described", report.docs_url)
    table.add_row("FCM inbox", report.fcm_inbox_url)
    table.add_row("CA for https", str(report.ca_file))
    for role, login in report.logins.items():
        table.add_row(f"Sign in as {role}", f"{login.email}  {login.password}")
    out.print(table)


def _parts_table(parts: list[PartStatus]) -> Table:
    table = Table("Part", "State", "Pid", "MB", box=None, pad_edge=False)
    for title in ("Address", "Log"):
        table.add_column(title, overflow="fold")
    for part in parts:
        state = f"[{_COLOURS[part.state]}]{part.state}[/]"
        figures = (part.pid, part.rss_mb, part.url, part.log_file)
        table.add_row(part.name, state, *("" if figure is None else str(figure) for figure in figures))
    return table
