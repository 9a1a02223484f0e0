"""`videoclub down`: stops everything and loses nothing."""

from videoclub_local.home_lock import command_lock
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import err, out


def down() -> None:
    """Stop the platform. Data, logs and secrets stay for the next `up`."""
    from videoclub_local.backup.restoring import clear_abandoned  # the stores' drivers

    project = Project.here()
    with command_lock(project.home, err):
        clear_abandoned(project)
        platform = Platform.of(project)
        stopped = platform.running_parts()
        platform.stop()
    out.print(f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running.")
