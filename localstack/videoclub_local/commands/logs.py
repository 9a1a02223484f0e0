"""`videoclub logs`: what the services and the parts say."""

import os
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from videoclub_local.function_logs import FunctionLogs, LogLine
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.request_logs import way_of_request
from videoclub_local.terminal import out

SINCE = "10m"
SINCE_OF_REQUEST = "1d"
DEFAULTS = f"Default: {SINCE}, for a request {SINCE_OF_REQUEST}."
POLL_SECONDS = 0.5
LATE_LINES = timedelta(seconds=10)  # a line may reach the log a while after its own time
TAIL_BYTES = 32 * 1024
_STYLES = {"warning": "yellow", "error": "red", "critical": "red"}
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def logs(
    name: Annotated[
        str | None,
        typer.Argument(help="A service (users), a function (UsersApi) or a part (redis). Default: all functions."),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes, until Ctrl-C.")] = False,
    since: Annotated[
        str | None, typer.Option(help=f"How far back, for functions: 90s, 10m, 2h, 1d. {DEFAULTS}")
    ] = None,
    request: Annotated[
        str | None, typer.Option(help="One request's way through all services, by its X-Request-Id or W3C trace id.")
    ] = None,
) -> None:
    """Show the logs of the services' functions, or of one part of the platform."""
    platform = Platform.of(Project.here())
    begun = datetime.now(UTC) - _duration(since or (SINCE_OF_REQUEST if request else SINCE))
    if request:
        _show_request(platform, request, begun)
        return
    log_file = {status.name: status.log_file for status in platform.statuses()}.get(name or "")
    try:
        if log_file:
            _show_file(log_file, follow=follow)
        else:
            _show_functions(platform, name, begun, follow=follow)
    except KeyboardInterrupt:
        return


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([smhd])", text)
    if not match:
        raise typer.BadParameter(f"{text!r} is not a duration; write 90s, 10m, 2h or 1d.", param_hint="--since")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _show_file(log_file: Path, *, follow: bool) -> None:
    if not log_file.is_file():
        raise PartError(f"There is no log yet at {log_file}.")
    with log_file.open(errors="replace") as log:
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - TAIL_BYTES))
        if size > TAIL_BYTES:
            log.readline()  # the rest of a line that began before
        while True:
            for line in log:
                typer.echo(line, nl=False)
            if not follow:
                return
            time.sleep(POLL_SECONDS)


def _show_functions(platform: Platform, name: str | None, since: datetime, *, follow: bool) -> None:
    function_logs = FunctionLogs(platform.aws)
    groups = _matching(function_logs.functions(), name, platform)
    shown: set[str] = set()
    while True:
        for line in function_logs.read(groups, since):
            if line.event_id not in shown:
                shown.add(line.event_id)
                _show(line)
        if not follow:
            return
        since = max(since, datetime.now(UTC) - LATE_LINES)
        time.sleep(POLL_SECONDS)


def _show_request(platform: Platform, request: str, since: datetime) -> None:
    function_logs = FunctionLogs(platform.aws)
    way = way_of_request(function_logs.read(function_logs.functions(), since, text=request))
    if not way:
        raise PartError(f"No function has logged anything of a request {request!r} since {since:%Y-%m-%d %H:%M} UTC.")
    table = Table("Time (UTC)", "Service", "Function", "Level", "What", "ms", "", box=None)
    for step in way:
        table.add_row(
            step.at.strftime("%H:%M:%S.%f")[:-3],
            step.service,
            step.function,
            Text(step.level, _STYLES.get(step.level, "")),
            Text("  " * step.depth + step.what),
            "" if step.duration_ms is None else f"{step.duration_ms:.1f}",
            Text(step.details, "dim"),
        )
    out.print(table)


def _matching(functions: Mapping[str, str], name: str | None, platform: Platform) -> dict[str, str]:
    """The functions of that name, or of the service of that name."""
    wanted = (name or "").lower()
    found = {function: group for function, group in functions.items() if function.lower().startswith(wanted)}
    if not found:
        names = ", ".join([*sorted(functions), *(part.name for part in platform.parts)])
        raise PartError(f"Nothing here is called {name!r}. There are: {names}.")
    return found


def _show(line: LogLine) -> None:
    moment = datetime.fromtimestamp(line.timestamp_ms / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]
    out.print(f"[dim]{moment}[/] [cyan]{line.function}[/]", end=" ")
    out.print(line.message, markup=False)
