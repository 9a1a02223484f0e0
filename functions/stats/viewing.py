"""What Stats knows of a rental."""

from dataclasses import dataclass
from datetime import datetime

from videoclub.events import RentalWatched
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money

COMPLETED_SHARE = 0.9
"""A film counts as watched to its end from this share of its length on: what follows are the credits."""


@dataclass(frozen=True, slots=True)
class Viewing:
    """A rented film and how far it was watched. `position_s` is the furthest, `watched_s` all seconds played."""

    rental_id: RentalId
    customer_id: CustomerId
    movie_id: MovieId
    rented_at: datetime
    price: Money
    first_played_at: datetime | None
    last_watched_at: datetime | None
    completed_at: datetime | None
    watched_s: int
    position_s: int
    duration_s: int | None


def is_completed(event: RentalWatched) -> bool:
    """Whether the film was watched to its end."""
    return event.position_s >= COMPLETED_SHARE * event.duration_s
