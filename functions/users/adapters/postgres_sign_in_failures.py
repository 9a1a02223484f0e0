"""Failed sign-ins in PostgreSQL: one row a subject, counted in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from users.ports import FailureCount
from videoclub.drivers.postgres import Postgres

# Each attempt clears away a few rows that are of no use any more, so that guessing at names cannot fill the table.
CLEARED_PER_ATTEMPT = 10

_COUNT = """
    INSERT INTO sign_in_failures AS counted (subject, failures, since)
    VALUES (%(subject)s, 1, %(now)s)
    ON CONFLICT (subject) DO UPDATE
    SET failures = CASE WHEN counted.since > %(window_start)s THEN counted.failures + 1 ELSE 1 END,
        since = CASE WHEN counted.since > %(window_start)s THEN counted.since ELSE excluded.since END
    RETURNING failures, since
"""
_CLEAR = """
    DELETE FROM sign_in_failures WHERE subject IN (
        SELECT subject FROM sign_in_failures WHERE since <= %s ORDER BY since LIMIT %s FOR UPDATE SKIP LOCKED
    )
"""
_FORGET = "DELETE FROM sign_in_failures WHERE subject = %s"
_UNCOUNT = "UPDATE sign_in_failures SET failures = failures - 1 WHERE subject = %s AND failures > 0"


@dataclass(frozen=True)
class PostgresSignInFailures:
    """The table `sign_in_failures`."""

    postgres: Postgres

    def count_failure(self, subjects: Sequence[bytes], *, window: timedelta, now: datetime) -> Sequence[FailureCount]:
        window_start = now - window
        counts: list[FailureCount] = []
        with self.postgres.transaction() as connection:
            for subject in subjects:
                change = {"subject": subject, "now": now, "window_start": window_start}
                counts += [FailureCount(**row) for row in connection.execute(_COUNT, change)]
            connection.execute(_CLEAR, (window_start, CLEARED_PER_ATTEMPT))
        return counts

    def forget_failures(self, subject: bytes) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_FORGET, (subject,))

    def uncount_failure(self, subject: bytes) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_UNCOUNT, (subject,))
