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
LONGEST_S = 7200
"""For how long events are sent at most, before there is nobody left to send them."""

app = typer.Typer(
    help="Fuzz the platform that runs. It needs one that you can spare: films, rentals and rules will come and go.",
    no_args_is_help=True,
)


@app.command()
def gateway(
    examples: Annotated[int, typer.Option(help="How many for each route.")] = EXAMPLES,
    minutes: Annotated[int, typer.Option(help="At most.")] = MINUTES,
    phase: Annotated[list[str] | None, typer.Option(help="Of Schemathesis, as often as wanted; else all.")] = None,
    seed: Annotated[int | None, typer.Option(help="As a report says: makes the same requests again.")] = None,
) -> None:
    """Send the API what its document allows and forbids and walk along its links, with Schemathesis; hold every answer
    against the document.

    Sign-ins from this machine may be refused for 15 minutes afterwards: too many have failed.
    """
    from videoclub_local.fuzz.gateway import PHASES, Effort, fuzz_gateway

    project = Project.here()
    report = report_on(Platform.of(project))
    document = project.root / "infra" / "openapi.json"
    effort = Effort(examples, minutes * 60, phases=phase or PHASES, seed=seed)
    findings = fuzz_gateway(_api_url(report), document, report.logins, effort)
    out.print(findings.report, markup=False)
    if findings.failed:
        raise typer.Exit(ExitCode.FAILED)


@app.command()
def events(
    count: Annotated[int, typer.Option(help="How many for each handler.")] = EVENTS,
    seed: Annotated[int, typer.Option(help="Another one makes other events.")] = 0,
    service: Annotated[list[str] | None, typer.Option(help="Whose handler, as often as wanted; else all.")] = None,
) -> None:
    """Invoke the handlers behind the gateway with requests that are bent, and with what is no event at all."""
    from videoclub_local.fuzz.callers import Callers
    from videoclub_local.fuzz.handlers import fuzz_handlers

    project = Project.here()
    report = report_on(Platform.of(project))
    callers = Callers.signed_in(_api_url(report), report.logins, seconds=LONGEST_S)
    outcomes = fuzz_handlers(Platform.of(project).aws, callers, count=count, seed=seed, services=service or ())
    table = Table("Handler", "Answers by status", "Faults", box=None)
    for name, outcome in outcomes.items():
        statuses = ", ".join(f"{status}: {times}" for status, times in sorted(outcome.statuses.items()))
        table.add_row(name, statuses, str(len(outcome.faults)))
    out.print(table)
    for fault in (fault for outcome in outcomes.values() for fault in outcome.faults):
        err.print(fault, markup=False)
    if any(outcome.faults for outcome in outcomes.values()):
        raise typer.Exit(ExitCode.FAILED)


def _api_url(report: Report) -> str:
    if report.state != "up" or not report.api_url:
        raise PartError("The platform is not up; start it with `videoclub up`.")
    return report.api_url
