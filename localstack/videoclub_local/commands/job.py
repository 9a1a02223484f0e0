"""`videoclub job`: what a clock starts, started now."""

import json
from typing import Annotated

import typer

from videoclub_local.jobs import JOBS, run_job
from videoclub_local.platform import Platform
from videoclub_local.project import Project

app = typer.Typer(help="Run a scheduled function at once.", no_args_is_help=True)


@app.callback()
def job() -> None:
    """Run a scheduled function at once."""


@app.command()
def run(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(JOBS)}.")],
    period: Annotated[
        str | None, typer.Option(help="For stats-bot: 2026-11-21, 2026-W47 or 2026-11. Default: yesterday.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="For rebuild-customers: the first day to read again, 2026-11-21. Default: all.")
    ] = None,
) -> None:
    """Run a scheduled function, wait for it and print its result as JSON."""
    aws = Platform.of(Project.here()).aws
    payload = {member: value for member, value in (("period", period), ("since", since)) if value}
    result = run_job(name, payload, aws)
    typer.echo(json.dumps(result, indent=2))
