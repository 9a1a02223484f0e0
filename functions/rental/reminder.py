"""A note to look at a rental again: filed before each step of its life, torn up when the step is complete and told.

What a crash, a lost answer or a dead bus leaves behind is found by the notes that are still there, without looking
through any table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rental.rental import Rental
from videoclub.ids import CustomerId, MovieId, RentalId

MINUTE = timedelta(minutes=1)


class Step(StrEnum):
    """A step in the life of a rental, which other services are told of."""

    CREATED = "created"
    STARTED = "started"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Reminder:
    """See whether `step` is complete, some minutes after `due`. Names all that finds a claim without a rental."""

    step: Step
    due: datetime
    rental_id: RentalId
    customer_id: CustomerId
    movie_id: MovieId

    @classmethod
    def of(cls, rental: Rental, step: Step, due: datetime) -> "Reminder":
        """The note on this rental."""
        return cls(step, due, rental.id, rental.customer_id, rental.movie_id)

    @property
    def minute(self) -> datetime:
        """Where it is filed."""
        return minute_of(self.due)


def minute_of(instant: datetime) -> datetime:
    """The beginning of its minute, in UTC."""
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def minutes_between(first: datetime, end: datetime) -> Iterator[datetime]:
    """The minutes from `first` on that are over at `end`."""
    minute = first
    while minute + MINUTE <= end:
        yield minute
        minute += MINUTE
