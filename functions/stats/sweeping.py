"""Forgets what was needed for a time only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from stats.ports.reports import DayStore
from stats.ports.viewings import ViewingStore

ROWS_AT_ONCE = 10_000
"""Small transactions: nobody waits for a sweep."""
DAY_COPIES_KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Swept:
    """How much was forgotten."""

    events: int
    hours: int
    staged_rentals: int


@dataclass(frozen=True)
class Sweeping:
    """The daily sweep; what is left over when time runs out goes the next day."""

    viewings: ViewingStore
    days: DayStore
    event_retention: timedelta
    hour_retention: timedelta

    def sweep(self, *, now: datetime, has_time: Callable[[], bool]) -> Swept:
        """Forget ids of events that cannot come again, old hours of viewings, and copies of days left behind."""
        return Swept(
            events=_emptied(self.viewings.forget_events, now - self.event_retention, has_time),
            hours=_emptied(self.viewings.forget_hours, now - self.hour_retention, has_time),
            staged_rentals=self.days.forget_days(now - DAY_COPIES_KEPT_FOR),
        )


def _emptied(forget: Callable[[datetime, int], int], before: datetime, has_time: Callable[[], bool]) -> int:
    forgotten = 0
    while has_time():
        some = forget(before, ROWS_AT_ONCE)
        forgotten += some
        if some < ROWS_AT_ONCE:
            break
    return forgotten
