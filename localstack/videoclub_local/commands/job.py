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
) -> None:
    """Run a scheduled function, wait for it and print its result as JSON."""
    aws = Platform.of(Project.here()).aws
    result = run_job(name, {"period": period} if period else {}, aws)
    typer.echo(json.dumps(result, indent=2))
