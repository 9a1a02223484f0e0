"""`videoclub restore`: the platform as it was when a backup was made."""

from pathlib import Path
from typing import Annotated

import typer

from videoclub_local.downloads import DownloadBar
from videoclub_local.home_lock import command_lock
from videoclub_local.interrupts import take_signals_for_ctrl_c
from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.progress import StepProgress
from videoclub_local.project import Project
from videoclub_local.steps import StepFailedError, StepRunner
from videoclub_local.terminal import err, out

SETTLE_SECONDS = 120.0


def restore(
    folder: Annotated[Path, typer.Argument(help="What `backup` has made.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only examine the backup; change nothing.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show each step and its time.")] = False,
) -> None:
    """Put a backup in the place of all data of the platform, and stop it; start it again with `up`.

    The backup is examined, loaded beside the platform and compared, row by row, before anything is replaced.
    """
    from videoclub_local.backup.restoring import Restoring, clear_abandoned, open_backup  # the stores' drivers

    take_signals_for_ctrl_c()
    project = Project.here()
    with err.status("examining the backup …"):
        archive = open_backup(folder.absolute(), project)
    manifest = archive.manifest
    described = f"{manifest.rows} rows and {len(manifest.objects)} objects of {manifest.made_at:%Y-%m-%d %H:%M} UTC"
    if check:
        out.print(f"The backup is whole and fits: {described}.")
        return
    if not yes:
        typer.confirm(f"Replace all data in {project.home} with {described}?", abort=True, err=True)
    with command_lock(project.home, err), DownloadBar(err) as downloads, StepProgress(err, verbose=verbose) as progress:
        clear_abandoned(project)
        restoring = Restoring(archive, project, downloads)
        runner = StepRunner(progress)
        try:
            runner.run(restoring.steps)
            progress.note("putting it in its place")
            restoring.take_over(Platform.of(project))
        except StepFailedError as failure:
            raise PartError(
                f"Failed while {failure.step.title}: {failure.__cause__} The platform is as it was."
            ) from failure
        finally:
            progress.note("tidying up")
            runner.settle(restoring.starting_steps, SETTLE_SECONDS)
            restoring.clear()
    out.print(f"Restored and compared: {described}.")
    out.print("Start the platform with: videoclub up")
