"""Attempts in PostgreSQL: one row a subject, counted in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from users.ports.sessions import AttemptCount
from videoclub.drivers.postgres import Postgres

# Each attempt clears away a few rows that are of no use any more, so that guessing at names cannot fill the table.
CLEARED_PER_ATTEMPT = 10

_COUNT = """
    INSERT INTO attempts AS counted (subject, attempts, since)
    VALUES (%(subject)s, 1, %(now)s)
    ON CONFLICT (subject) DO UPDATE
    SET attempts = CASE WHEN counted.since > %(window_start)s THEN counted.attempts + 1 ELSE 1 END,
        since = CASE WHEN counted.since > %(window_start)s THEN counted.since ELSE excluded.since END
    RETURNING attempts, since
"""
_CLEAR = """
    DELETE FROM attempts WHERE subject IN (
        SELECT subject FROM attempts WHERE since <= %s ORDER BY since LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""
_FORGET = "DELETE FROM attempts WHERE subject = %s"
_UNCOUNT = "UPDATE attempts SET attempts = attempts - 1 WHERE subject = %s AND attempts > 0"


@dataclass(frozen=True)
class PostgresAttempts:
    """The table `attempts`."""

    postgres: Postgres

    def count_attempt(self, subjects: Sequence[bytes], *, window: timedelta, now: datetime) -> Sequence[AttemptCount]:
        window_start = now - window
        counts: list[AttemptCount] = []
        with self.postgres.transaction() as connection:
            for subject in subjects:
                change = {"subject": subject, "now": now, "window_start": window_start}
                counts += [AttemptCount(**row) for row in connection.execute(_COUNT, change)]
            connection.execute(_CLEAR, (window_start, CLEARED_PER_ATTEMPT))
        return counts

    def forget_attempts(self, subject: bytes) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_FORGET, (subject,))

    def uncount_attempt(self, subject: bytes) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_UNCOUNT, (subject,))
