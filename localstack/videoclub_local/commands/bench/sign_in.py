"""`videoclub bench sign-in`."""

from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def sign_in() -> None:
    """Whether the time of an answer tells known addresses from unknown ones, on the running PostgreSQL."""
    from videoclub_local.bench.databases import bench_database
    from videoclub_local.bench.sign_in import DIFFERENCE_MAX, measure_sign_in

    project = Project.here()
    admin_url = Platform.of(project).postgres.admin_url
    table = Table("Asked", "Known p50 ms", "Unknown p50 ms", "Apart", box=None)
    with bench_database(admin_url, "bench_sign_in", project.functions / "users" / "migrations") as url:
        for answered in measure_sign_in(url):
            colour = "green" if answered.difference <= DIFFERENCE_MAX else "red"
            figures = (f"{answered.known_ms:.1f}", f"{answered.unknown_ms:.1f}")
            table.add_row(answered.asked, *figures, f"[{colour}]{answered.difference:.0%}[/]")
    out.print(table)
