"""Periods that a report covers: days in UTC. Weeks and months are read, and refused by name until they are made."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from videoclub.errors import FieldError, ValidationFailed

CLOSING_LAG = timedelta(minutes=10)
"""A day is read as closed only so long after its end: clocks differ, and late rentals are still being written."""

_WEEK = re.compile(r"\d{4}-W\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """One day, from midnight to midnight UTC."""

    day: date

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period called `2026-11-21`. Raises ValidationFailed."""
        if _WEEK.fullmatch(text) or _MONTH.fullmatch(text):
            raise _refused("period_not_offered", "reports of weeks and months are not made yet; ask for a day")
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise _refused("bad_period", "must be a day such as 2026-11-21") from None
        if day.isoformat() != text:  # ISO 8601 has other forms, and a report has one address
            raise _refused("bad_period", "must be a day such as 2026-11-21")
        return cls(day)

    @classmethod
    def before(cls, now: datetime) -> Self:
        """The day before `now`."""
        return cls(now.astimezone(UTC).date() - timedelta(days=1))

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.day, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return self.start + timedelta(days=1)

    def is_closed(self, now: datetime) -> bool:
        """Whether nothing can be added to it any more."""
        return now >= self.end + CLOSING_LAG

    def check_begun(self, now: datetime) -> None:
        """Raises ValidationFailed for a period that lies ahead."""
        if self.start > now:
            raise _refused("future_period", "lies ahead; there is nothing to report yet")

    def __str__(self) -> str:
        return self.day.isoformat()


def _refused(code: str, message: str) -> ValidationFailed:
    return ValidationFailed(FieldError("/period", code, message))
