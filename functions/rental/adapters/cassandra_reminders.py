"""Reminders in Cassandra: a partition for each minute and shard, so that a sweep reads no more than what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rental.adapters import rental_statements as cql
from rental.adapters.cassandra_session import CassandraSession
from rental.adapters.rental_rows import shard_of
from rental.reminder import Reminder, Step
from videoclub.ids import CustomerId, MovieId, RentalId

_SWEEP = "rental-sweep"


@dataclass(frozen=True)
class CassandraReminders:
    """The reminders of rentals. `shards` is how many partitions a minute's are spread over."""

    session: CassandraSession
    shards: int

    def file(self, *reminders: Reminder) -> None:
        """File notes, durably, side by side. Raises ServiceUnavailable."""
        self.session.run_together(
            [
                (
                    cql.FILE,
                    self._place(reminder)
                    | {"due": reminder.due, "customer_id": reminder.customer_id, "movie_id": reminder.movie_id},
                )
                for reminder in reminders
            ]
        )

    def tear_up(self, *reminders: Reminder) -> None:
        """Forget notes. Raises ServiceUnavailable."""
        self.session.run_together([(cql.TEAR_UP, self._place(reminder)) for reminder in reminders])

    def due_in(self, minute: datetime) -> Sequence[Reminder]:
        """The notes filed under this minute. Raises ServiceUnavailable."""
        found = self.session.run_together([(cql.DUE, {"minute": minute, "shard": n}) for n in range(self.shards)])
        return [_reminder(row) for rows in found for row in rows]

    def read_progress(self) -> datetime | None:
        """The first minute that nobody has gone through. Raises ServiceUnavailable."""
        rows = self.session.run(cql.READ_PROGRESS, {"name": _SWEEP})
        return rows[0]["minute"].replace(tzinfo=UTC) if rows else None

    def save_progress(self, minute: datetime) -> None:
        """Remember that every minute before this one has been gone through. Raises ServiceUnavailable."""
        self.session.run(cql.SAVE_PROGRESS, {"name": _SWEEP, "minute": minute})

    def _place(self, reminder: Reminder) -> dict[str, Any]:
        return {
            "minute": reminder.minute,
            "shard": shard_of(reminder.rental_id, self.shards),
            "rental_id": reminder.rental_id,
            "step": reminder.step.value,
        }


def _reminder(row: dict[str, Any]) -> Reminder:
    return Reminder(
        Step(row["step"]),
        row["due"].replace(tzinfo=UTC),
        RentalId(row["rental_id"]),
        CustomerId(row["customer_id"]),
        MovieId(row["movie_id"]),
    )
