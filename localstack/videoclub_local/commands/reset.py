"""`videoclub reset`: back to the state of a fresh clone."""

import shutil
from typing import Annotated

import typer

from videoclub_local.home_lock import LOCK_FILE, command_lock
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import err, out


def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Stop the platform and delete its data, logs and secrets. Downloads and builds stay, so that `up` is quick."""
    from videoclub_local.backup.restoring import clear_abandoned  # the stores' drivers

    project = Project.here()
    if not yes:
        typer.confirm(f"Delete all data in {project.home}?", abort=True, err=True)
    with command_lock(project.home, err):
        clear_abandoned(project)
        platform = Platform.of(project)
        platform.stop()
        for store in platform.stores:
            store.erase()
        for entry in project.home.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != LOCK_FILE:
                entry.unlink()
    out.print(f"Deleted the data in {project.home}.")
    for store in platform.stores:
        if store.is_external:
            out.print(f"{store.title} is a server of your own: what it holds of Vidéoclub was left alone.")
