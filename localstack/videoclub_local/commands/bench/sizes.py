"""`videoclub bench sizes`."""

from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def sizes() -> None:
    """Bytes of a row, with its indexes, and of a key, in databases of their own on the running stores. A minute."""
    from videoclub_local.bench.sizes import cassandra_sizes, postgres_sizes, redis_sizes

    project = Project.here()
    platform = Platform.of(project)
    postgres_url, redis_url = platform.postgres.admin_url, platform.redis.admin_url
    endpoint = platform.cassandra.endpoint
    table = Table("Store", "One", "Bytes", box=None)
    for found in (
        *postgres_sizes(postgres_url, project.functions),
        *cassandra_sizes(endpoint),
        *redis_sizes(redis_url, endpoint, project.functions),
    ):
        table.add_row(found.store, found.thing, f"{found.bytes_each:.0f}")
    out.print(table)
