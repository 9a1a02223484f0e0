"""`videoclub up`: the whole platform with one command."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Collection
from contextlib import suppress
from typing import Annotated, NoReturn

import psutil
import typer

from videoclub_local.commands.status import show_addresses
from videoclub_local.downloads import DownloadBar
from videoclub_local.exit_codes import ExitCode
from videoclub_local.home_lock import command_lock, is_locked
from videoclub_local.interrupts import take_signals_for_ctrl_c
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.progress import StepProgress
from videoclub_local.project import Project
from videoclub_local.report import report_on
from videoclub_local.steps import StepFailedError, StepRunner
from videoclub_local.terminal import err, out

WATCH_SECONDS = 3.0
SETTLE_SECONDS = 60.0
HIGHEST_PORT = 65535


def up(
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when all is ready; stop with `down`.")] = False,
    seed: Annotated[bool, typer.Option(help="Fill the shop with films, customers and a history.")] = True,
    port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=HIGHEST_PORT,
            help="Of site and API; 0: any free one. Default: that of the last time, at first 4566.",
        ),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show each step and its time.")] = False,
) -> None:
    """Start the whole platform and print where it answers. Ctrl-C stops it; data stays.

    What runs already is found and left running. The first time takes a few downloads, which are kept for every clone.
    """
    take_signals_for_ctrl_c()
    project = Project.here()
    try:
        with command_lock(project.home, err):
            platform, started = _bring_up(project, seed=seed, port=port, verbose=verbose)
    except KeyboardInterrupt:
        _leave(ExitCode.INTERRUPTED)
    show_addresses(report_on(platform))
    if not started:
        out.print("It was running already.")
    elif not detach:
        _stay(platform)


def _bring_up(project: Project, *, seed: bool, port: int | None, verbose: bool) -> tuple[Platform, list[str]]:
    """The running platform, and which of its parts were started now. Ends the command when something fails."""
    from videoclub_local.startup import Startup  # half a second that `status` need not spend

    with DownloadBar(err) as downloads, StepProgress(err, verbose=verbose) as progress:
        platform = Platform.of(project, downloads=downloads, port=port)
        before = platform.running_parts()
        startup = Startup(platform, seed=seed)
        runner = StepRunner(progress)
        try:
            runner.run(startup.steps)
        except (StepFailedError, KeyboardInterrupt) as end:
            progress.note("stopping what was started")
            _take_back(platform, before, runner, startup.starting_steps)
            failure = end
        else:
            return platform, [name for name in platform.running_parts() if name not in before]
    if isinstance(failure, StepFailedError):
        _explain(project, failure)
        _leave(ExitCode.FAILED)
    raise failure


def _take_back(platform: Platform, before: Collection[str], runner: StepRunner, starting: Collection[str]) -> None:
    """Stop what this command started, and nothing else."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # It ends within seconds, and half of it would leave processes behind. Not SIG_IGN: new processes inherit that.
        signal.signal(number, _pay_no_heed)
    fresh = [part.name for part in platform.parts if part.name not in before]
    with suppress(PartError):
        platform.stop(fresh)
    runner.settle(starting, SETTLE_SECONDS)
    try:
        platform.stop(fresh)  # what was just about to start a moment ago
    except PartError as error:
        err.print(str(error), style="red")
    for child in psutil.Process().children(recursive=True):  # a build or a download that is no longer wanted
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _pay_no_heed(_signal: int, _frame: object) -> None:
    """Go on."""


def _explain(project: Project, failure: StepFailedError) -> None:
    """Name what failed and why; a fault of our own goes into a log, not onto the terminal."""
    cause = failure.__cause__
    err.print(f"[red]✗[/] Failed while {failure.step.title}.")
    if isinstance(cause, PartError):
        err.print(str(cause), markup=False)
        return
    log_file = project.logs / "up.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    log_file.write_text("".join(traceback.format_exception(cause)))
    err.print(f"{type(cause).__name__}: {cause}", markup=False)
    err.print(f"This was not expected; what happened is in {log_file}.", markup=False)


def _leave(code: ExitCode) -> NoReturn:
    """End without waiting for threads whose work is no longer wanted."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _stay(platform: Platform) -> None:
    """Stay in the foreground until Ctrl-C, then stop everything; say so when a part ends by itself."""
    out.print("Stop with Ctrl-C.")
    known: set[str] = set()
    try:
        while _runs(platform, known):
            time.sleep(WATCH_SECONDS)
        out.print("Another command has stopped the platform.")
    except KeyboardInterrupt:
        err.print("Stopping …")
        with command_lock(platform.project.home, err):
            platform.stop()


def _runs(platform: Platform, known: set[str]) -> bool:
    """Whether anything of ours still runs; reports each part that ended, once."""
    own = [status for status in platform.statuses() if status.kind != "external"]
    gone = {status.name: status for status in own if status.state == "down"}
    if len(gone) == len(own):
        return False
    if not is_locked(platform.project.home):  # else a command is at work that will say so itself
        for name in gone.keys() - known:
            err.print(f"{name} has ended; see {gone[name].log_file}. `videoclub up --detach` starts it again.")
        known.clear()
        known.update(gone)
    return True
