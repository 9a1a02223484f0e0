"""`videoclub backup`: the whole state of the platform in a folder."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from videoclub_local.home_lock import command_lock
from videoclub_local.interrupts import take_signals_for_ctrl_c
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import err, out

_MEGABYTE = 1_000_000


def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder to make. Default: videoclub-backup-<now> where you are.")
    ] = None,
) -> None:
    """Write the platform's data, files and secrets to a new folder that only you can read.

    Each database is of one moment. Stop the platform first (`down`) and all stores are of the same one; the buckets,
    which LocalStack forgets when it stops, are then left out.
    """
    from videoclub_local.backup.backing_up import back_up  # the stores' drivers, which `status` need not load

    take_signals_for_ctrl_c()
    now = datetime.now(UTC)
    target = (folder or Path(f"videoclub-backup-{now:%Y-%m-%dT%H%M%SZ}")).absolute()
    project = Project.here()
    with command_lock(project.home, err), err.status("looking at the platform …") as status:
        manifest = back_up(Platform.of(project), target, now, lambda text: status.update(f"{text} …"))
    tables = len(manifest.postgres) + len(manifest.cassandra)
    size = sum(file.size_bytes for file in manifest.files) / _MEGABYTE
    objects = f"{len(manifest.objects)} objects" if manifest.with_buckets else "no objects, as LocalStack did not run"
    out.print(f"{target}: {manifest.rows} rows of {tables} tables, {objects}; {size:.1f} MB.")
    out.print("It holds secrets and personal data: keep it as you keep those.")
    out.print(f"Bring it back with: videoclub restore {target}", markup=False)
