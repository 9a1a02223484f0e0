"""What the bot of Stats needs, in memory: a day added up by counting one rental after the other, and whom it asks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from fakes.stats import MemoryViewings
from stats.day_figures import (
    DROP_OFF_BINS,
    CountryFigures,
    DayFigures,
    Differences,
    HourFigures,
    MovieFigures,
)
from stats.edition import Edition
from stats.periods import Kind, Period
from stats.ports.reports import ReportEntry
from videoclub.contracts import ContractModel, Operation
from videoclub.contracts.movies import DESCRIBE_MOVIES, MovieCard, Movies
from videoclub.contracts.rental import RENTALS_OF_DAY_SHARD, DayShard, DayShardRequest, RentalFact
from videoclub.contracts.users import Countries
from videoclub.errors import ServiceUnavailable
from videoclub.events import RentalCancelled, RentalCreated
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money, Text


@dataclass
class MemoryDays:
    """Copies of days beside `viewings`; it counts in the plainest way, so that the database can be held against it."""

    viewings: MemoryViewings
    staged: dict[tuple[date, int], tuple[datetime, list[RentalFact]]] = field(default_factory=dict)
    customers: dict[date, dict[CustomerId, bool]] = field(default_factory=dict)
    countries: dict[CustomerId, tuple[str | None, datetime]] = field(default_factory=dict)

    def begin_day(self, day: date, *, since: datetime) -> set[int]:
        stale = [key for key, (at, _) in self.staged.items() if key[0] == day and at < since]
        for key in stale:
            del self.staged[key]
        return {shard for staged_day, shard in self.staged if staged_day == day}

    def stage_shard(self, day: date, shard: int, pages: Iterable[Sequence[RentalFact]], *, now: datetime) -> None:
        rentals = [rental for page in pages for rental in page]
        self.staged[day, shard] = now, rentals

    def take_in(self, day: Period) -> Differences:
        created, cancelled = self.viewings.told(RentalCreated), self.viewings.told(RentalCancelled)
        rentals = self._rentals(day.first)
        self.viewings.rentals |= {rental.rental_id: rental for rental in rentals}
        known = {rental.rental_id for rental in rentals}
        told = {rental_id for rental_id, event in created.items() if day.start <= event.occurred_at < day.end}
        return Differences(
            missing_events=len(known - created.keys()),
            missing_cancellations=sum(r.cancelled_at is not None and r.rental_id not in cancelled for r in rentals),
            unknown_to_rental=len(told - known),
        )

    def customers_without_country(self, day: date, *, limit: int, asked_since: datetime) -> list[CustomerId]:
        asked = {customer for customer, (_, at) in self.countries.items() if at >= asked_since}
        return sorted({rental.customer_id for rental in self._rentals(day)} - asked)[:limit]

    def record_countries(self, countries: Mapping[CustomerId, str | None], *, now: datetime) -> None:
        self.countries |= {customer: (country, now) for customer, country in countries.items()}

    def add_up(self, day: Period) -> DayFigures:
        rentals, changes = self._rentals(day.first), self.viewings.changes()
        hours = [hour for hour in self.viewings.hours() if day.start <= hour.hour < day.end]
        earlier = {v.customer_id for v in self.viewings.viewings() if v.rented_at < day.start}
        customers = {rental.customer_id for rental in rentals}
        self.customers[day.first] = {customer: customer not in earlier for customer in customers}
        own = [changes[rental.rental_id] for rental in rentals if rental.rental_id in changes]
        cancelled = [
            c for c in changes.values() if c.cancelled_at and day.start <= c.cancelled_at < day.end and c.price
        ]
        waits = [
            int((c.first_played_at - c.rented_at).total_seconds() // 60)
            for c in changes.values()
            if c.rented_at and c.first_played_at and day.start <= c.first_played_at < day.end
        ]
        return DayFigures(
            movies=self._movies(day, rentals),
            customers=len(customers),
            new_customers=len(customers - earlier),
            countries=self._countries(rentals),
            prices=Counter((rental.price.currency, rental.price.amount) for rental in rentals),
            hours=[
                HourFigures(
                    sum(rental.rented_at.hour == hour for rental in rentals),
                    sum(each.hour.hour == hour for each in hours),
                    sum(each.watched_s for each in hours if each.hour.hour == hour),
                )
                for hour in range(24)
            ],
            cancelled=len(cancelled),
            refunds=_revenue(c.price for c in cancelled if c.price),
            started_same_day=sum(c.first_played_at is not None and c.first_played_at < day.end for c in own),
            completed_same_day=sum(c.completed_at is not None and c.completed_at < day.end for c in own),
            first_play_minutes=Counter(max(wait, 0) for wait in waits),
            furthest=self._furthest(hours),
        )

    def forget_day(self, day: date) -> None:
        for key in [key for key in self.staged if key[0] == day]:
            del self.staged[key]

    def forget_days(self, before: datetime) -> int:
        left = [key for key, (at, _) in self.staged.items() if at < before]
        return sum(len(self.staged.pop(key)[1]) for key in left)

    def count_customers(self, days: Sequence[date]) -> tuple[int, int, dict[str, int]]:
        everybody: dict[CustomerId, bool] = {}
        for day in days:
            for customer, is_new in self.customers.get(day, {}).items():
                everybody[customer] = everybody.get(customer, False) or is_new
        return len(everybody), sum(everybody.values()), dict(Counter(map(self._country, everybody)))

    def _rentals(self, day: date) -> list[RentalFact]:
        return [rental for (staged, _), (_, rentals) in self.staged.items() if staged == day for rental in rentals]

    def _country(self, customer: CustomerId) -> str:
        return self.countries.get(customer, (None, None))[0] or ""

    def _movies(self, day: Period, rentals: Sequence[RentalFact]) -> dict[MovieId, MovieFigures]:
        movies: defaultdict[MovieId, MovieFigures] = defaultdict(MovieFigures)
        for rental in rentals:
            movie = movies[rental.movie_id]
            movie.rentals += 1
            paid = movie.revenue.get(rental.price.currency, Decimal())
            movie.revenue[rental.price.currency] = paid + rental.price.amount
        for movie_id in list(movies):
            movies[movie_id].customers = len({r.customer_id for r in rentals if r.movie_id == movie_id})
        for hour in self.viewings.hours():
            if day.start <= hour.hour < day.end:
                movies[hour.movie_id].watched_s += hour.watched_s
        for change in self.viewings.changes().values():
            if change.first_played_at and day.start <= change.first_played_at < day.end:
                movies[change.movie_id].started += 1
            if change.completed_at and day.start <= change.completed_at < day.end:
                movies[change.movie_id].completed += 1
        return dict(movies)

    def _countries(self, rentals: Sequence[RentalFact]) -> dict[str, CountryFigures]:
        by_country: defaultdict[str, list[RentalFact]] = defaultdict(list)
        for rental in rentals:
            by_country[self._country(rental.customer_id)].append(rental)
        return {
            country: CountryFigures(len(own), _revenue(r.price for r in own), len({r.customer_id for r in own}))
            for country, own in by_country.items()
        }

    def _furthest(self, hours: Sequence[Any]) -> list[int]:
        reached: dict[RentalId, tuple[int, int]] = {}
        for hour in hours:
            position, duration = reached.get(hour.rental_id, (0, 1))
            reached[hour.rental_id] = max(position, hour.position_s), max(duration, hour.duration_s)
        bins = Counter(
            min(DROP_OFF_BINS * position // length, DROP_OFF_BINS - 1) for position, length in reached.values()
        )
        return [bins[number] for number in range(DROP_OFF_BINS)]


def _revenue(prices: Iterable[Money]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for price in prices:
        sums[price.currency] = sums.get(price.currency, Decimal()) + price.amount
    return sums


@dataclass
class MemoryReports:
    """Index, archive and files of reports; `published` are the periods in the order in which they came."""

    entries: dict[str, ReportEntry] = field(default_factory=dict[str, ReportEntry])
    files: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    published: list[str] = field(default_factory=list[str])

    def insert_report(self, entry: ReportEntry) -> None:
        self.entries[str(entry.period)] = entry

    def read_reports(self, limit: int, before: tuple[date, str] | None, kind: Kind | None) -> list[ReportEntry]:
        def place(entry: ReportEntry) -> tuple[date, str]:
            return entry.period.last, str(entry.period)

        newest_first = sorted(self.entries.values(), key=place, reverse=True)
        wanted = [entry for entry in newest_first if kind in (None, entry.period.kind)]
        return [entry for entry in wanted if before is None or place(entry) < before][:limit]

    def closed_days(self, first: date, last: date) -> set[date]:
        return {day for day in self._closed() if first <= day <= last}

    def last_closed_day(self) -> date | None:
        return max(self._closed(), default=None)

    def publish_report(self, edition: Edition) -> None:
        self.published.append(str(edition.period))
        self.files |= {(str(edition.period), name): text for name, text in edition.files.items()}

    def read_report(self, period: Period, name: str) -> str | None:
        return self.files.get((str(period), name))

    def presign_report(self, period: Period, name: str, *, expires_in_s: int) -> str:
        return f"https://files.test/{period}/{name}?expires={expires_in_s}"

    def _closed(self) -> list[date]:
        return [e.period.first for e in self.entries.values() if e.closed and e.period.kind == "day"]


@dataclass
class MemoryLedger:
    """Which batches were claimed, and which of them were sent."""

    batches: dict[tuple[str, int], bool] = field(default_factory=dict[tuple[str, int], bool])

    def claim_batch(self, period: Period, number: int, *, now: datetime) -> bool:
        if (str(period), number) in self.batches:
            return False
        self.batches[str(period), number] = False
        return True

    def confirm_batch(self, period: Period, number: int) -> None:
        self.batches[str(period), number] = True

    def release_batch(self, period: Period, number: int) -> None:
        if not self.batches.get((str(period), number), True):
            del self.batches[str(period), number]


@dataclass
class Neighbours:
    """Rental, Movies and Users as the bot sees them.

    Rental has the rentals of each shard of whatever day, in pages of `page_size`. One call after `fail_after` fails.
    """

    shards: list[list[RentalFact]]
    page_size: int = 2
    cards: dict[MovieId, MovieCard] = field(default_factory=dict[MovieId, MovieCard])
    countries: dict[CustomerId, str] = field(default_factory=dict[CustomerId, str])
    asked: list[ContractModel] = field(default_factory=list[ContractModel])
    fail_after: int | None = None

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        self.asked.append(request)
        if self.fail_after is not None and len(self.asked) > self.fail_after:
            self.fail_after = None
            raise ServiceUnavailable("Somebody is not answering.")
        given = cast("Any", request)
        if operation.name == RENTALS_OF_DAY_SHARD.name:
            return cast("Any", self._page(given))
        if operation.name == DESCRIBE_MOVIES.name:
            return cast("Any", Movies(movies=[self.cards[each] for each in given.movie_ids if each in self.cards]))
        told = {each: self.countries[each] for each in given.customer_ids if each in self.countries}
        return cast("Any", Countries(countries=told))

    def has_film(self, movie_id: str, title: str, *genres: str) -> None:
        """Let Movies know a film."""
        self.cards[MovieId(movie_id)] = MovieCard(
            id=MovieId(movie_id), title=Text(en=title), year=1922, genres=list(genres), price=Money.eur("2.49")
        )

    def _page(self, asked: DayShardRequest) -> DayShard:
        first = int(asked.after or 0)
        own = [rental for rental in self.shards[asked.shard] if rental.rented_at.date() == asked.day]
        last = first + min(self.page_size, asked.limit)
        return DayShard(rentals=own[first:last], next=str(last) if last < len(own) else None, shards=len(self.shards))


@dataclass
class RecordedBot:
    """Remembers what it was started for, and in which round."""

    started: list[tuple[Period | None, int]] = field(default_factory=list[tuple[Period | None, int]])

    def start(self, period: Period | None, *, round_number: int = 1) -> None:
        self.started.append((period, round_number))
