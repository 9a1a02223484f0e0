"""`videoclub doctor`: does this machine have what it takes?"""

import typer

from videoclub_local.doctor import examine
from videoclub_local.exit_codes import ExitCode
from videoclub_local.project import Project
from videoclub_local.terminal import out

_MARKS = {"ok": "[green]✓[/]", "warning": "[yellow]![/]", "missing": "[red]✗[/]"}


def doctor() -> None:
    """Check what the platform needs of this machine, and say how to get what is missing.

    Nothing is started or changed. Exit code 1: something is missing.
    """
    findings = examine(Project.here())
    for finding in findings:
        out.print(f"{_MARKS[finding.verdict]} {finding.name}: {finding.told}")
        if finding.verdict != "ok":
            out.print(f"  → {finding.fix}")
    if any(finding.verdict == "missing" for finding in findings):
        raise typer.Exit(ExitCode.FAILED)
    out.print("All is there. Start with: videoclub up")
