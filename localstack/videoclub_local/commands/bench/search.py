"""`videoclub bench search`."""

from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def search() -> None:
    """Search among 100,000 generated films, in a database of its own on the running PostgreSQL. Takes some minutes."""
    from videoclub_local.bench.databases import bench_database
    from videoclub_local.bench.search import P50_BUDGET_MS, P99_BUDGET_MS, load_shop, measure_search

    project = Project.here()
    admin_url = Platform.of(project).postgres.admin_url
    with bench_database(admin_url, "bench_search", project.functions / "movies" / "migrations") as url:
        films, names, seconds = load_shop(url)
        out.print(f"{len(films)} films and {len(names)} people, loaded in {seconds:.0f} s.")
        table = Table("Asked", "p50 ms", "p99 ms", box=None)
        for time in measure_search(url, films, names):
            figures = ((time.p50_ms, P50_BUDGET_MS), (time.p99_ms, P99_BUDGET_MS))
            table.add_row(time.asked, *(f"[{'green' if ms <= most else 'red'}]{ms:.1f}[/]" for ms, most in figures))
        table.add_row("budget", f"{P50_BUDGET_MS:.0f}", f"{P99_BUDGET_MS:.0f}")
        out.print(table)
