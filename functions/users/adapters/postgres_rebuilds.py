"""Rebuilds of the projection in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from users.adapters.patience import patient_transaction
from users.adapters.rebuild_lock import exclude_writers, is_rebuilding, share_with_rebuilds
from users.adapters.rental_rows import COUNT_TOUCHED, upsert_rentals
from users.ports.projection import Rebuild
from users.rental_facts import CustomerRental
from videoclub.drivers.postgres import Postgres
from videoclub.ids import new_id

_FIRST_DAY = """
    SELECT (least((SELECT min(created_at) FROM customers), (SELECT min(rented_at) FROM rentals))
            AT TIME ZONE 'UTC')::date AS day
"""
_OPEN = "SELECT id::text, since, next_day FROM rebuilds WHERE finished_at IS NULL"
_INSERT = "INSERT INTO rebuilds (id, since, next_day, opened_at) VALUES (%(id)s, %(since)s, %(since)s, %(now)s)"
_FINISH_DAY = "UPDATE rebuilds SET next_day = %(next_day)s WHERE id = %(id)s AND next_day < %(next_day)s"
_FINISH = "UPDATE rebuilds SET finished_at = %(now)s WHERE id = %(id)s"

_DELETE = """
    WITH gone AS (
        DELETE FROM rentals r
        WHERE rented_at >= (%(since)s::timestamp AT TIME ZONE 'UTC')
          AND NOT EXISTS (SELECT FROM rebuilt_rentals b WHERE b.id = r.id)
        RETURNING customer_id
    )
    INSERT INTO touched SELECT DISTINCT customer_id FROM gone
"""
# Of a rental from before those days an event may have told that it was cancelled: that is added to what is known.
_MERGE = """
    WITH wanted AS (
        SELECT b.id, b.customer_id, b.film, coalesce(b.rented_at, r.rented_at) AS rented_at,
               coalesce(b.amount, r.amount) AS amount,
               CASE WHEN b.rented_at IS NULL THEN least(b.cancelled_at, r.cancelled_at) ELSE b.cancelled_at END
               AS cancelled_at
        FROM rebuilt_rentals b
        JOIN customers c ON c.id = b.customer_id
        LEFT JOIN rentals r ON r.id = b.id
    ),
    changed AS (
        INSERT INTO rentals
        SELECT w.id, w.customer_id, w.film, w.rented_at, w.amount, w.cancelled_at
        FROM wanted w LEFT JOIN rentals r ON r.id = w.id
        WHERE r.id IS NULL OR (r.customer_id, r.film, r.rented_at, r.amount, r.cancelled_at)
                              IS DISTINCT FROM (w.customer_id, w.film, w.rented_at, w.amount, w.cancelled_at)
        ON CONFLICT (id) DO UPDATE
        SET customer_id = excluded.customer_id, film = excluded.film, rented_at = excluded.rented_at,
            amount = excluded.amount, cancelled_at = excluded.cancelled_at
        RETURNING customer_id
    )
    INSERT INTO touched SELECT DISTINCT customer_id FROM changed
"""


@dataclass(frozen=True)
class PostgresRebuilds:
    """The tables `rebuilds` and `rebuilt_rentals`."""

    postgres: Postgres

    def first_day(self) -> date | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIRST_DAY).fetchone()
        return row["day"] if row else None

    def open_rebuild(self, since: date, *, now: datetime) -> Rebuild:
        with self.postgres.transaction() as connection:
            exclude_writers(connection)
            found = connection.execute(_OPEN).fetchone()
            if found and found["since"] <= since:
                return Rebuild(**found)
            if found:
                connection.execute("TRUNCATE rebuilt_rentals")
                connection.execute(_FINISH, {"id": found["id"], "now": now})
            begun = Rebuild(new_id(), since, since)
            connection.execute(_INSERT, {"id": begun.id, "since": since, "now": now})
            return begun

    def stage_rentals(self, rebuild: Rebuild, rentals: Sequence[CustomerRental]) -> bool:
        with self.postgres.transaction() as connection:
            share_with_rebuilds(connection)
            if not is_rebuilding(connection, rebuild.id):
                return False
            upsert_rentals(connection, rentals, "rebuilt_rentals")
            return True

    def finish_day(self, rebuild: Rebuild, day: date) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_FINISH_DAY, {"id": rebuild.id, "next_day": day + timedelta(days=1)})

    def swap_rentals(self, rebuild: Rebuild, *, now: datetime, deadline_s: float) -> int | None:
        with patient_transaction(self.postgres, deadline_s) as connection:
            exclude_writers(connection)
            if not is_rebuilding(connection, rebuild.id):
                return None
            connection.execute("CREATE TEMPORARY TABLE touched (id uuid) ON COMMIT DROP")
            connection.execute("ANALYZE rebuilt_rentals")
            connection.execute(_DELETE, {"since": rebuild.since})
            connection.execute(_MERGE)
            connection.execute("ANALYZE touched")
            connection.execute(COUNT_TOUCHED)  # pyright: ignore[reportArgumentType]
            counted = connection.execute("SELECT count(*) FROM rebuilt_rentals").fetchone()
            connection.execute("TRUNCATE rebuilt_rentals")
            connection.execute(_FINISH, {"id": rebuild.id, "now": now})
            return counted["count"] if counted else 0
