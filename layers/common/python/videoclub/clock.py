"""The one place that reads the clock. Use cases take `now` as an argument; only the edges call `utc_now`."""

from collections.abc import Callable
from datetime import UTC, datetime

type Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This instant in UTC, to the millisecond: what Cassandra's `timestamp` can hold."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def rfc3339(instant: datetime) -> str:
    """`2026-11-21T09:30:00Z` (RFC 3339, UTC), with milliseconds only where there are any."""
    precision = "milliseconds" if instant.microsecond else "seconds"
    return instant.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
