"""`videoclub seed`: the demo, once more."""

from videoclub_local.home_lock import command_lock
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.seed import report_on_yesterday, seed_demo
from videoclub_local.terminal import err, out


def seed() -> None:
    """Fill the shop with films, customers and a history of rentals. What is there already stays as it is."""
    project = Project.here()
    platform = Platform.of(project)
    with command_lock(project.home, err), err.status("seeding the demo …"):
        seed_demo(platform)
        report_on_yesterday(platform)
    out.print("The demo is in.")
