"""One film, day by day: of the rentals made on a day, what they brought and how far they were watched since."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from stats.movie_days import MovieDay
from stats.ports.viewings import ViewingStore
from videoclub.errors import FieldError, ValidationFailed
from videoclub.ids import MovieId

DAYS_DEFAULT = 30
DAYS_MAX = 366


@dataclass(frozen=True)
class MovieStats:
    """What became of a film's rentals."""

    viewings: ViewingStore

    def read_movie_days(
        self, movie_id: MovieId, *, first: date | None, last: date | None, now: datetime
    ) -> tuple[date, date, list[MovieDay]]:
        """The first and the last day shown, by default the DAYS_DEFAULT days up to today, and those with rentals.

        Raises ValidationFailed for a span that ends before it begins or is longer than DAYS_MAX days.
        """
        last = last or now.astimezone(UTC).date()
        first = first or last - timedelta(days=DAYS_DEFAULT - 1)
        if first > last:
            raise ValidationFailed(FieldError("/first_day", "after_last_day", "lies after last_day"))
        if (last - first).days >= DAYS_MAX:
            raise ValidationFailed(FieldError("/first_day", "span_too_long", f"at most {DAYS_MAX} days at once"))
        days = self.viewings.read_movie_days(movie_id, _midnight(first), _midnight(last) + timedelta(days=1))
        return first, last, days


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
