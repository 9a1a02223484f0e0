"""`videoclub fuzz`: what nobody would send, sent to the platform that runs."""

from typing import Annotated

import typer
from rich.table import Table

from videoclub_local.exit_codes import ExitCode
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.report import Report, report_on
from videoclub_local.terminal import err, out

EVENTS = 20_000
EXAMPLES = 100
MINUTES = 10

app = typer.Typer(
    help="Fuzz the platform that runs. It needs one that you can spare: films, rentals and rules will come and go.",
    no_args_is_help=True,
)


@app.command()
def gateway(
    examples: Annotated[int, typer.Option(help="How many for each route.")] = EXAMPLES,
    minutes: Annotated[int, typer.Option(help="At most, for the routes of each role.")] = MINUTES,
) -> None:
    """Send the API what its document allows and forbids, with Schemathesis; hold every answer against the document.

    Sign-ins from this machine may be refused for 15 minutes afterwards: too many have failed.
    """
    from videoclub_local.fuzz.gateway import Effort, fuzz_gateway

    project = Project.here()
    report = report_on(Platform.of(project))
    document = project.root / "infra" / "openapi.json"
    findings = fuzz_gateway(_api_url(report), document, report.logins, Effort(examples, minutes * 60))
    for finding in findings:
        out.print(finding, markup=False)
    if findings:
        raise typer.Exit(ExitCode.FAILED)


@app.command()
def events(
    count: Annotated[int, typer.Option(help="How many for each handler.")] = EVENTS,
    seed: Annotated[int, typer.Option(help="Another one makes other events.")] = 0,
) -> None:
    """Invoke the handlers behind the gateway with requests that are bent, and with what is no event at all."""
    from videoclub_local.fuzz.gateway import access_tokens
    from videoclub_local.fuzz.handlers import fuzz_handlers

    project = Project.here()
    report = report_on(Platform.of(project))
    tokens = access_tokens(_api_url(report), report.logins)
    outcomes = fuzz_handlers(Platform.of(project).aws, tokens, count=count, seed=seed)
    table = Table("Handler", "Answers by status", "Faults", box=None)
    for service, outcome in outcomes.items():
        statuses = ", ".join(f"{status}: {times}" for status, times in sorted(outcome.statuses.items()))
        table.add_row(service, statuses, str(len(outcome.faults)))
    out.print(table)
    for fault in (fault for outcome in outcomes.values() for fault in outcome.faults):
        err.print(fault, markup=False)
    if any(outcome.faults for outcome in outcomes.values()):
        raise typer.Exit(ExitCode.FAILED)


def _api_url(report: Report) -> str:
    if report.state != "up" or not report.api_url:
        raise PartError("The platform is not up; start it with `videoclub up`.")
    return report.api_url
