"""Stats' stores in memory, and Rental as Stats sees it: events, and day shards for the bot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, cast

from stats.day_report import DayViewing
from stats.periods import Period
from stats.ports import ReportEntry
from stats.viewing import Viewing, is_completed
from videoclub.contracts import ContractModel, Operation
from videoclub.contracts.rental import DayShard, DayShardRequest, RentalFact
from videoclub.events import AnyRentalEvent, RentalCancelled, RentalCreated, RentalStarted, RentalWatched
from videoclub.ids import CustomerId, EventId, MovieId, RentalId, new_id
from videoclub.values import Money


@dataclass
class MemoryViewings:
    """Keeps events and rentals as they came, and makes viewings of them when asked."""

    events: dict[str, AnyRentalEvent] = field(default_factory=dict[str, AnyRentalEvent])
    rentals: dict[RentalId, RentalFact] = field(default_factory=dict[RentalId, RentalFact])

    def record_events(self, events: Sequence[AnyRentalEvent]) -> int:
        before = len(self.events)
        for event in events:
            self.events.setdefault(event.event_id, event)
        return len(self.events) - before

    def record_rentals(self, rentals: Sequence[RentalFact]) -> int:
        self.rentals |= {rental.rental_id: rental for rental in rentals}
        return len({rental.rental_id for rental in rentals} & self._created().keys())

    def read_viewings(
        self, customer_id: CustomerId, limit: int, before: tuple[datetime, RentalId] | None
    ) -> list[Viewing]:
        newest_first = reversed(self.read_history(customer_id))
        return [each for each in newest_first if before is None or (each.rented_at, each.rental_id) < before][:limit]

    def read_histories(self, limit: int, after: CustomerId | None) -> list[list[Viewing]]:
        histories = [list(own) for _, own in groupby(self._viewings(), key=lambda viewing: viewing.customer_id)]
        return [own for own in histories if own[0].customer_id > (after or "")][:limit]

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        return [viewing for viewing in self._viewings() if viewing.customer_id == customer_id]

    def count_told(self, period: Period) -> int:
        return sum(period.start <= event.occurred_at < period.end for event in self._created().values())

    def read_day(self, period: Period) -> DayViewing:
        watched: dict[MovieId, int] = {}
        for event in self.events.values():
            if isinstance(event, RentalWatched) and period.start <= event.occurred_at < period.end:
                watched[event.movie_id] = watched.get(event.movie_id, 0) + event.watched_s
        return DayViewing(
            watched,
            started=self._begun_in(period, [e for e in self.events.values() if isinstance(e, RentalStarted)]),
            completed=self._begun_in(
                period, [e for e in self.events.values() if isinstance(e, RentalWatched) and is_completed(e)]
            ),
        )

    def _begun_in(self, period: Period, events: Sequence[AnyRentalEvent]) -> int:
        first: dict[RentalId, datetime] = {}
        for event in events:
            first[event.rental_id] = min(event.occurred_at, first.get(event.rental_id, event.occurred_at))
        return sum(period.start <= at < period.end for at in first.values())

    def _created(self) -> Mapping[RentalId, RentalCreated]:
        return {event.rental_id: event for event in self.events.values() if isinstance(event, RentalCreated)}

    def _viewings(self) -> list[Viewing]:
        cancelled = {event.rental_id for event in self.events.values() if isinstance(event, RentalCancelled)}
        known = {
            event.rental_id: (event.customer_id, event.movie_id, event.occurred_at, event.price)
            for event in self._created().values()
        } | {
            rental.rental_id: (rental.customer_id, rental.movie_id, rental.rented_at, rental.price)
            for rental in self.rentals.values()
        }
        viewings = [
            self._viewing(rental_id, *facts) for rental_id, facts in known.items() if rental_id not in cancelled
        ]
        return sorted(viewings, key=lambda viewing: (viewing.customer_id, viewing.rented_at, viewing.rental_id))

    def _viewing(
        self, rental_id: RentalId, customer_id: CustomerId, movie_id: MovieId, rented_at: datetime, price: Money
    ) -> Viewing:
        viewing = Viewing(rental_id, customer_id, movie_id, rented_at, price, None, None, None, 0, 0, None)
        own = (event for event in self.events.values() if event.rental_id == rental_id)
        for event in sorted(own, key=lambda event: event.occurred_at):
            if isinstance(event, RentalStarted):
                viewing = replace(viewing, first_played_at=viewing.first_played_at or event.occurred_at)
            if isinstance(event, RentalWatched):
                viewing = replace(
                    viewing,
                    watched_s=viewing.watched_s + event.watched_s,
                    position_s=max(viewing.position_s, event.position_s),
                    duration_s=max(viewing.duration_s or 0, event.duration_s),
                    last_watched_at=event.occurred_at,
                    completed_at=viewing.completed_at or (event.occurred_at if is_completed(event) else None),
                )
        return viewing


@dataclass
class MemoryReports:
    """Index and files of reports; `latest` is where the pointer stands."""

    entries: dict[str, ReportEntry] = field(default_factory=dict[str, ReportEntry])
    files: dict[str, str] = field(default_factory=dict[str, str])
    latest: str | None = None

    def insert_report(self, entry: ReportEntry) -> None:
        self.entries[entry.period] = entry

    def read_reports(self, limit: int, before: str | None) -> list[ReportEntry]:
        newest_first = sorted(self.entries.values(), key=lambda entry: entry.period, reverse=True)
        return [entry for entry in newest_first if before is None or entry.period < before][:limit]

    def write_report(self, period: Period, text: str) -> str:
        self.files[str(period)] = text
        return f"reports/{period}/report.json"

    def point_to_latest(self, period: Period) -> None:
        self.latest = max(self.latest or "", str(period))

    def read_report(self, period: Period) -> str | None:
        return self.files.get(str(period))


@dataclass
class RentalShards:
    """Rental, as the bot sees it: the rentals of each shard of whatever day, in pages of `page_size`."""

    shards: list[list[RentalFact]]
    page_size: int = 2
    asked: list[DayShardRequest] = field(default_factory=list[DayShardRequest])

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        asked = cast("DayShardRequest", request)
        self.asked.append(asked)
        first = int(asked.after or 0)
        own = [rental for rental in self.shards[asked.shard] if rental.rented_at.date() == asked.day]
        last = first + self.page_size
        page = DayShard(rentals=own[first:last], next=str(last) if last < len(own) else None, shards=len(self.shards))
        return cast("Any", page)


@dataclass
class RecordedBot:
    """Remembers which reports were asked for."""

    started: list[Period] = field(default_factory=list[Period])

    def start(self, period: Period) -> None:
        self.started.append(period)


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
