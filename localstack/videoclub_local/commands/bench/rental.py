"""`videoclub bench rental`."""

from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def rental() -> None:
    """Renting beside its raw statements, in a keyspace of its own on the running Cassandra. Takes a minute."""
    from videoclub_local.bench.rental import RATIO_BUDGET, measure_rentals, rental_keyspace

    project = Project.here()
    endpoint = Platform.of(project).cassandra.endpoint
    with rental_keyspace(endpoint, project.functions / "rental" / "migrations") as settings:
        measured = measure_rentals(settings)
    table = Table("Call", "p50 ms", "p99 ms", "Per second", box=None)
    for row in measured.times:
        table.add_row(row.what, f"{row.p50_ms:.1f}", f"{row.p99_ms:.1f}", f"{row.per_second:.0f}")
    out.print(table)
    colour = "green" if measured.ratio <= RATIO_BUDGET else "red"
    out.print(f"A rental takes [{colour}]{measured.ratio:.2f}[/] times its raw statements (budget {RATIO_BUDGET}).")
