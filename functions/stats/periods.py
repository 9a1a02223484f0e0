"""Periods that a report covers: days, ISO weeks and months, all in UTC."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self

from videoclub.errors import FieldError, ValidationFailed

type Kind = Literal["day", "week", "month"]

CLOSING_LAG = timedelta(minutes=10)
"""A day is read as closed only so long after its end: clocks differ, and late rentals are still being written."""
YEARS = range(2000, 3000)

_DAY = timedelta(days=1)
_FORMS: Mapping[Kind, re.Pattern[str]] = {
    "day": re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII),
    "week": re.compile(r"(\d{4})-W(\d{2})", re.ASCII),
    "month": re.compile(r"(\d{4})-(\d{2})", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week or a month by its first day, from midnight to midnight UTC."""

    first: date
    kind: Kind = "day"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period called `2026-11-21`, `2026-W47` (ISO 8601) or `2026-11`. Raises ValidationFailed."""
        for kind, form in _FORMS.items():
            if match := form.fullmatch(text):
                try:
                    first = _first_day(kind, [int(number) for number in match.groups()])
                except ValueError:
                    break
                if first.year in YEARS:
                    return cls(first, kind)
        raise _refused("bad_period", "must be a day such as 2026-11-21, a week such as 2026-W47 or a month as 2026-11")

    @classmethod
    def of(cls, day: date, kind: Kind) -> Self:
        """The period of that kind around `day`."""
        first = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}
        return cls(first[kind], kind)

    @classmethod
    def yesterday(cls, now: datetime) -> Self:
        """The day before `now`."""
        return cls(now.astimezone(UTC).date() - _DAY)

    @property
    def last(self) -> date:
        """Its last day."""
        if self.kind == "day":
            return self.first
        if self.kind == "week":
            return self.first + timedelta(days=6)
        return (self.first + timedelta(days=31)).replace(day=1) - _DAY

    @property
    def days(self) -> list["Period"]:
        """Its days, the first one first."""
        return [Period(self.first + timedelta(days=number)) for number in range((self.last - self.first).days + 1)]

    @property
    def before(self) -> "Period":
        """The period of the same kind that ends where this one begins."""
        return Period.of(self.first - _DAY, self.kind)

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last, time(), UTC) + _DAY

    def is_closed(self, now: datetime) -> bool:
        """Whether nothing can be added to it any more."""
        return now >= self.end + CLOSING_LAG

    def has_begun(self, now: datetime) -> bool:
        """Whether anything can be in it yet."""
        return self.start <= now

    def check_begun(self, now: datetime) -> None:
        """Raises ValidationFailed for a period that lies ahead."""
        if not self.has_begun(now):
            raise _refused("future_period", "lies ahead; there is nothing to report yet")

    def __str__(self) -> str:
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        return self.first.isoformat()[: len("2026-11") if self.kind == "month" else None]


def _refused(code: str, message: str) -> ValidationFailed:
    return ValidationFailed(FieldError("/period", code, message))


def _first_day(kind: Kind, numbers: Sequence[int]) -> date:
    """The first day of the period with these numbers in its name. Raises ValueError."""
    if kind == "week":
        return date.fromisocalendar(numbers[0], numbers[1], 1)
    return date(numbers[0], numbers[1], numbers[2] if kind == "day" else 1)
