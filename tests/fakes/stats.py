"""Stats' stores in memory, and Rental as Stats sees it: events, and day shards for the bot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from stats.movie_days import MovieDay
from stats.ports.viewings import DeadLetter
from stats.viewing import HourViewing, Viewing, ViewingChange, add_up
from videoclub.contracts.rental import RentalFact
from videoclub.events import AnyRentalEvent, RentalCancelled, RentalCreated, RentalStarted, RentalWatched
from videoclub.ids import NOBODY, CustomerId, EventId, MovieId, RentalId, new_id
from videoclub.values import Money


@dataclass
class MemoryViewings:
    """Keeps events and rentals as they came, and makes viewings of them when asked."""

    events: dict[str, AnyRentalEvent] = field(default_factory=dict[str, AnyRentalEvent])
    rentals: dict[RentalId, RentalFact] = field(default_factory=dict[RentalId, RentalFact])
    forgotten: list[tuple[datetime, int]] = field(default_factory=list[tuple[datetime, int]])
    erased: set[CustomerId] = field(default_factory=set[CustomerId])

    def export_customer(self, customer_id: CustomerId) -> dict[str, Any]:
        own = [viewing for viewing in self.viewings() if viewing.customer_id == customer_id]
        return {"viewings": [{"rental_id": viewing.rental_id, "movie_id": viewing.movie_id} for viewing in own]}

    def erase_customer(self, customer_id: CustomerId, *, now: datetime) -> None:
        self.erased.add(customer_id)

    def record_events(self, events: Sequence[AnyRentalEvent]) -> int:
        before = len(self.events)
        for event in events:
            self.events.setdefault(event.event_id, event)
        return len(self.events) - before

    def read_viewings(
        self, customer_id: CustomerId, limit: int, before: tuple[datetime, RentalId] | None
    ) -> list[Viewing]:
        newest_first = reversed(self.read_history(customer_id))
        return [each for each in newest_first if before is None or (each.rented_at, each.rental_id) < before][:limit]

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        return [viewing for viewing in self.viewings() if viewing.customer_id == customer_id]

    def read_movie_days(self, movie_id: MovieId, start: datetime, end: datetime) -> list[MovieDay]:
        by_day: defaultdict[date, list[ViewingChange]] = defaultdict(list)
        for change in self.changes().values():
            if change.movie_id == movie_id and change.rented_at and start <= change.rented_at < end:
                by_day[change.rented_at.astimezone(UTC).date()].append(change)
        return [_movie_day(day, changes) for day, changes in sorted(by_day.items())]

    def forget_events(self, before: datetime, limit: int) -> int:
        self.forgotten.append((before, limit))
        return 0

    def forget_hours(self, before: datetime, limit: int) -> int:
        self.forgotten.append((before, limit))
        return 0

    def changes(self) -> dict[RentalId, ViewingChange]:
        """What is known of each rental, cancelled ones too; what Rental was heard to say fills what no event told."""
        changes = {change.rental_id: change for change in add_up(self.events.values()).viewings}
        for rental in self.rentals.values():
            known = ViewingChange(rental.rental_id, rental.customer_id, rental.movie_id)
            change = changes.setdefault(rental.rental_id, known)
            change.rented_at, change.price = change.rented_at or rental.rented_at, change.price or rental.price
            change.cancelled_at = min(filter(None, (change.cancelled_at, rental.cancelled_at)), default=None)
        for change in changes.values():
            change.customer_id = NOBODY if change.customer_id in self.erased else change.customer_id
        return changes

    def hours(self) -> list[HourViewing]:
        return add_up(self.events.values()).hours

    def told(self, kind: type[RentalCreated] | type[RentalCancelled]) -> Mapping[RentalId, AnyRentalEvent]:
        return {event.rental_id: event for event in self.events.values() if isinstance(event, kind)}

    def viewings(self) -> list[Viewing]:
        viewings = [
            Viewing(
                c.rental_id, c.customer_id, c.movie_id, c.rented_at, c.price, c.first_played_at, c.last_watched_at,
                c.completed_at, c.watched_s, c.position_s, c.duration_s,
            )
            for c in self.changes().values()
            if c.rented_at and c.price and not c.cancelled_at
        ]  # fmt: skip
        return sorted(viewings, key=lambda viewing: (viewing.customer_id, viewing.rented_at, viewing.rental_id))


def _movie_day(day: date, changes: Sequence[ViewingChange]) -> MovieDay:
    revenue: defaultdict[str, Decimal] = defaultdict(Decimal)
    for change in changes:
        assert change.price
        revenue[change.price.currency] += Decimal() if change.cancelled_at else change.price.amount
    return MovieDay(
        day=day,
        rentals=len(changes),
        cancelled=sum(change.cancelled_at is not None for change in changes),
        started=sum(change.first_played_at is not None for change in changes),
        completed=sum(change.completed_at is not None for change in changes),
        watched_s=sum(change.watched_s for change in changes),
        revenue=dict(revenue),
    )


@dataclass
class MemoryDeadLetters:
    """Dead letters; `redriven` counts how often they were sent again."""

    letters: list[DeadLetter] = field(default_factory=list[DeadLetter])
    redriven: int = 0

    def count(self) -> int:
        return len(self.letters)

    def read_some(self, limit: int) -> list[DeadLetter]:
        return self.letters[:limit]

    def redrive(self) -> None:
        self.redriven += 1
        self.letters.clear()


NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class RentalStory:
    """One rental, and the events of its life."""

    def __init__(
        self, *, customer: str | None = None, movie: str | None = None, at: datetime = NOON, price: str = "2.49"
    ) -> None:
        self.rental_id = RentalId(new_id())
        self.customer_id = CustomerId(customer or new_id())
        self.movie_id = MovieId(movie or new_id())
        self.at = at
        self.price = Money.eur(price)

    @property
    def fact(self) -> RentalFact:
        return RentalFact(
            rental_id=self.rental_id,
            customer_id=self.customer_id,
            movie_id=self.movie_id,
            price=self.price,
            rented_at=self.at,
        )

    def cancelled_fact(self, after: timedelta = timedelta(minutes=5)) -> RentalFact:
        return self.fact.model_copy(update={"cancelled_at": self.at + after})

    def created(self) -> RentalCreated:
        return RentalCreated(price=self.price, **self._common(self.at))

    def started(self, after: timedelta = timedelta(hours=1)) -> RentalStarted:
        return RentalStarted(**self._common(self.at + after))

    def watched(
        self, position_s: int, watched_s: int, after: timedelta = timedelta(hours=2), duration_s: int = 100
    ) -> RentalWatched:
        return RentalWatched(
            position_s=position_s, watched_s=watched_s, duration_s=duration_s, **self._common(self.at + after)
        )

    def cancelled(self, after: timedelta = timedelta(minutes=5)) -> RentalCancelled:
        return RentalCancelled(**self._common(self.at + after))

    def _common(self, at: datetime) -> dict[str, Any]:
        return {
            "event_id": EventId(new_id()),
            "occurred_at": at,
            "rental_id": self.rental_id,
            "customer_id": self.customer_id,
            "movie_id": self.movie_id,
        }
