"""What Stats knows of a rental, and how events change it: in whatever order they come, the same comes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from videoclub.events import AnyRentalEvent, RentalCancelled, RentalCreated, RentalExpired, RentalStarted, RentalWatched
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


@dataclass(slots=True)
class ViewingChange:
    """What some events say of one rental; None where they say nothing."""

    rental_id: RentalId
    customer_id: CustomerId
    movie_id: MovieId
    rented_at: datetime | None = None
    price: Money | None = None
    first_played_at: datetime | None = None
    last_watched_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    watched_s: int = 0
    position_s: int = 0
    duration_s: int | None = None

    def add(self, event: AnyRentalEvent) -> None:
        """Take one more event of this rental in."""
        at = event.occurred_at
        match event:
            case RentalCreated():
                self.rented_at, self.price = at, event.price
            case RentalStarted():
                self.first_played_at = min(at, self.first_played_at or at)
            case RentalWatched():
                self.watched_s += event.watched_s
                self.position_s = max(event.position_s, self.position_s)
                self.duration_s = max(event.duration_s, self.duration_s or 0)
                self.last_watched_at = max(at, self.last_watched_at or at)
                if is_completed(event):
                    self.completed_at = min(at, self.completed_at or at)
            case RentalCancelled():
                self.cancelled_at = min(at, self.cancelled_at or at)
            case RentalExpired():  # what was watched is known already
                pass


@dataclass(slots=True)
class HourViewing:
    """What was watched of one rental in one hour, by the time of the events that told of it."""

    hour: datetime
    rental_id: RentalId
    movie_id: MovieId
    watched_s: int = 0
    position_s: int = 0
    duration_s: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What events come to, each rental and each hour of it once, in the order of their ids."""

    viewings: list[ViewingChange] = field(default_factory=list[ViewingChange])
    hours: list[HourViewing] = field(default_factory=list[HourViewing])


def add_up(events: Iterable[AnyRentalEvent]) -> Changes:
    """The changes that `events` come to."""
    viewings: dict[RentalId, ViewingChange] = {}
    hours: dict[tuple[datetime, RentalId], HourViewing] = {}
    for event in events:
        if isinstance(event, RentalExpired):
            continue
        known = ViewingChange(event.rental_id, event.customer_id, event.movie_id)
        viewings.setdefault(event.rental_id, known).add(event)
        if isinstance(event, RentalWatched):
            hour = event.occurred_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            watched = hours.setdefault((hour, event.rental_id), HourViewing(hour, event.rental_id, event.movie_id))
            watched.watched_s += event.watched_s
            watched.position_s = max(event.position_s, watched.position_s)
            watched.duration_s = max(event.duration_s, watched.duration_s)
    return Changes([viewings[key] for key in sorted(viewings)], [hours[key] for key in sorted(hours)])


def is_completed(event: RentalWatched) -> bool:
    """Whether the film was watched to its end."""
    return event.position_s >= COMPLETED_SHARE * event.duration_s
