"""The projection of rentals in memory, and Rental's day shards to read it from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from users.customer import Activity
from users.ports.projection import Rebuild
from users.rental_facts import CustomerRental
from videoclub.contracts import ContractModel, Operation
from videoclub.contracts.movies import MovieCard, Movies, MoviesRequest
from videoclub.contracts.rental import DayShard, DayShardRequest, RentalFact
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId, RentalId, new_id
from videoclub.values import Money, Text


@dataclass
class MemoryProjection:
    """Both ports on dictionaries."""

    customers: set[CustomerId] = field(default_factory=set)
    rentals: dict[RentalId, CustomerRental] = field(default_factory=dict)
    staged: dict[RentalId, CustomerRental] = field(default_factory=dict)
    films: dict[MovieId, tuple[bool, str | None]] = field(default_factory=dict)
    open: Rebuild | None = None

    def record_rentals(self, rentals: Sequence[CustomerRental]) -> None:
        self._upsert(self.rentals, rentals)
        if self.open:
            self._upsert(self.staged, rentals)

    def unasked_films(self, movie_ids: Sequence[MovieId]) -> Sequence[MovieId]:
        return sorted({one for one in movie_ids if not self.films.get(one, (True,))[0]})

    def rented_films(self, *, without_genre: bool) -> Sequence[MovieId]:
        return sorted(one for one, (_, genre) in self.films.items() if genre is None or not without_genre)

    def record_genres(self, genres: Mapping[MovieId, str | None]) -> None:
        self.films |= {movie_id: (True, genre) for movie_id, genre in genres.items()}

    def first_day(self) -> date | None:
        days = [rental.rented_at.astimezone(UTC).date() for rental in self.rentals.values() if rental.rented_at]
        return min(days, default=None)

    def open_rebuild(self, since: date, *, now: datetime) -> Rebuild:
        if self.open is None or self.open.since > since:
            self.open, self.staged = Rebuild(new_id(), since, since), {}
        return self.open

    def stage_rentals(self, rebuild: Rebuild, rentals: Sequence[CustomerRental]) -> bool:
        if self.open is None or self.open.id != rebuild.id:
            return False
        self._upsert(self.staged, rentals)
        return True

    def finish_day(self, rebuild: Rebuild, day: date) -> None:
        self.open = Rebuild(rebuild.id, rebuild.since, day + timedelta(days=1))

    def swap_rentals(self, rebuild: Rebuild, *, now: datetime, deadline_s: float) -> int | None:
        if self.open is None or self.open.id != rebuild.id:
            return None
        since = datetime.combine(rebuild.since, datetime.min.time(), UTC)
        older = {key: one for key, one in self.rentals.items() if one.rented_at is None or one.rented_at < since}
        whole = {key: one for key, one in self.staged.items() if one.rented_at is not None}
        self.rentals = older | whole
        self._upsert(self.rentals, [one for one in self.staged.values() if one.rented_at is None])
        self.open = None
        return len(self.staged)

    def activity_of(self, customer_id: CustomerId) -> Activity:
        own = [
            one
            for one in self.rentals.values()
            if one.customer_id == customer_id and one.rented_at and one.cancelled_at is None
        ]
        by_genre: dict[str, list[datetime]] = {}
        for one in own:
            if genre := self.films[one.movie_id][1]:
                by_genre.setdefault(genre, []).append(cast("datetime", one.rented_at))
        # most often, then last, then first by name
        genres = sorted(by_genre)
        genres.sort(key=lambda genre: (len(by_genre[genre]), max(by_genre[genre])), reverse=True)
        return Activity(
            len(own),
            sum((one.amount or Decimal(0) for one in own), Decimal("0.00")),
            max((cast("datetime", one.rented_at) for one in own), default=None),
            next(iter(genres), None),
        )

    def _upsert(self, kept: dict[RentalId, CustomerRental], rentals: Sequence[CustomerRental]) -> None:
        for rental in rentals:
            if rental.customer_id in self.customers:
                self.films.setdefault(rental.movie_id, (False, None))
                kept[rental.id] = kept[rental.id].with_also(rental) if rental.id in kept else rental


@dataclass
class ShopServices:
    """Rental and Movies as Users asks them; one that is down raises. `reads` are the days that were asked for."""

    rentals: list[RentalFact] = field(default_factory=list)
    genres: dict[MovieId, list[str]] = field(default_factory=dict)
    down: set[str] = field(default_factory=set)
    reads: list[date] = field(default_factory=list)
    shards: int = 3
    page: int = 2

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        if operation.service in self.down:
            raise ServiceUnavailable(f"The {operation.service} service is not answering.")
        answer: Any = self._shard(request) if isinstance(request, DayShardRequest) else self._describe(request)
        return cast("Answer", answer)

    def _shard(self, request: DayShardRequest) -> DayShard:
        if request.shard == 0 and request.after is None:
            self.reads.append(request.day)
        own = [
            fact
            for fact in self.rentals
            if fact.rented_at.astimezone(UTC).date() == request.day
            and sum(fact.rental_id.encode()) % self.shards == request.shard
        ]
        first = int(request.after or 0)
        last = first + self.page
        return DayShard(rentals=own[first:last], next=str(last) if last < len(own) else None, shards=self.shards)

    def _describe(self, request: Any) -> Movies:
        asked = MoviesRequest.model_validate(request).movie_ids
        return Movies(movies=[_card(one, self.genres[one]) for one in asked if one in self.genres])


def _card(movie_id: MovieId, genres: list[str]) -> MovieCard:
    return MovieCard(id=movie_id, title=Text(en="A film"), year=1921, genres=genres, price=Money.eur("2.49"))
