"""`videoclub bench stats`."""

from typing import Annotated

import typer
from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def stats(
    rentals: Annotated[int, typer.Option(min=1000, help="How many rentals the day of the report has.")] = 1_000_000,
) -> None:
    """Events a second, and the report of a generated day beside counting it by hand. Takes some minutes.

    It uses a database and a keyspace of its own on the running PostgreSQL and Cassandra.
    """
    from videoclub_local.bench.stats import MEMORY_AIM_MB, SECONDS_AIM, measure_ingest, measure_report, stats_stores

    project = Project.here()
    platform = Platform.of(project)
    with stats_stores(platform.postgres.admin_url, platform.cassandra.endpoint, project.functions) as stores:
        out.print(f"{measure_ingest(stores.database_url):.0f} events/s taken in.")
        out.print(f"{rentals} rentals, loaded in {stores.load_day(rentals):.0f} s.")
        reported = measure_report(stores.database_url, stores.rental, stores.day(rentals))
        table = Table("Rentals", "Report s", "Aim s", "Memory MB", "Aim MB", "Counted by hand", box=None)
        table.add_row(
            str(reported.rentals),
            f"[{'green' if reported.seconds <= SECONDS_AIM else 'red'}]{reported.seconds:.1f}[/]",
            str(SECONDS_AIM),
            f"[{'green' if reported.memory_mb <= MEMORY_AIM_MB else 'red'}]{reported.memory_mb:.0f}[/]",
            str(MEMORY_AIM_MB),
            f"[red]differs: {', '.join(reported.differences)}[/]" if reported.differences else "[green]equal[/]",
        )
        out.print(table)
