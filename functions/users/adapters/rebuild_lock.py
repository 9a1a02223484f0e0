"""What keeps a rebuild and events out of each other's way: many may write rentals at once, or one rebuild."""

from typing import TYPE_CHECKING

from videoclub.drivers.postgres import Row

if TYPE_CHECKING:
    from psycopg import Connection

_LOCK = 7_065_372_119  # any number, the same for all who write rentals


def share_with_rebuilds(connection: "Connection[Row]") -> None:
    """Until the transaction ends, no rebuild is opened or swapped in."""
    connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (_LOCK,))


def exclude_writers(connection: "Connection[Row]") -> None:
    """Until the transaction ends, nobody else writes rentals; waits for those who do."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))


def is_rebuilding(connection: "Connection[Row]", rebuild_id: str | None = None) -> bool:
    """Whether a rebuild is open, or this one is."""
    found = connection.execute(
        "SELECT FROM rebuilds WHERE finished_at IS NULL AND (%(id)s::uuid IS NULL OR id = %(id)s)", {"id": rebuild_id}
    )
    return found.rowcount > 0
