"""`videoclub bench customers`."""

from time import perf_counter
from typing import Annotated

import typer
from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def customers(
    number: Annotated[int, typer.Option("--customers", min=100, help="They rent ten films each.")] = 1_000_000,
) -> None:
    """Questions about a million generated customers, in a database of its own on the running PostgreSQL.

    Takes some minutes, and 5 GB of disk for as long.
    """
    from videoclub_local.bench.customer_loading import load_customers
    from videoclub_local.bench.customers import measure_customers
    from videoclub_local.bench.databases import bench_database

    project = Project.here()
    admin_url = Platform.of(project).postgres.admin_url
    with bench_database(admin_url, "bench_customers", project.functions / "users" / "migrations") as url:
        begun = perf_counter()
        rentals = load_customers(url, number)
        out.print(f"{number} customers and {rentals} rentals, loaded in {perf_counter() - begun:.0f} s.")
        table = Table("Asked", "p50 ms", "p99 ms", "Aim p50 ms", box=None)
        for took in measure_customers(url):
            colour = "green" if took.aim_ms is None or took.p50_ms <= took.aim_ms else "red"
            aim = "" if took.aim_ms is None else f"{took.aim_ms:.0f}"
            table.add_row(took.asked, f"[{colour}]{took.p50_ms:.1f}[/]", f"{took.p99_ms:.1f}", aim)
        out.print(table)
