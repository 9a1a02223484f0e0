"""The projection of rentals: what each customer rented, from what Rental tells, or read from it anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import batched

from users.ports.projection import Rebuild, Rebuilds, RentalFacts
from users.rental_facts import CustomerRental, known_rentals
from videoclub.clock import Clock
from videoclub.contracts.movies import DESCRIBE_MOVIES, MOVIES_PER_CALL, MoviesRequest
from videoclub.contracts.rental import RENTALS_OF_DAY_SHARD, DayShardRequest, RentalFact
from videoclub.errors import ServiceUnavailable
from videoclub.events import AnyRentalEvent
from videoclub.ids import MovieId
from videoclub.log import logger
from videoclub.services import Services

SWAP_RESERVE = timedelta(minutes=4)
"""Kept back from a job's time for the swap, whose length is that of the difference; a first one of 10 M takes two."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild has come to; one that is not `finished` is resumed by the next, at `next_day`.

    `rentals` is how many it read, None where another run has finished it.
    """

    since: date
    finished: bool
    rentals: int | None = None
    next_day: date | None = None


@dataclass(frozen=True)
class Projecting:
    """Keeps the projection."""

    facts: RentalFacts
    rebuilds: Rebuilds
    services: Services

    def take_events(self, events: Sequence[AnyRentalEvent]) -> None:
        """Take in events, in any order and any number of times. Raises ServiceUnavailable.

        Without Movies the genres of new films stay open until a rebuild asks for them again.
        """
        told = known_rentals(filter(None, map(CustomerRental.of_event, events)))
        if told:
            self.facts.record_rentals(told)
            self._learn_genres(self.facts.unasked_films([rental.movie_id for rental in told]))

    def rebuild(self, since: date | None, *, clock: Clock, deadline: datetime) -> Rebuilt:
        """Read the rentals since a UTC day, None for all, from Rental and let them take the place of those known.

        What is known stays in use until the end. It may be killed anywhere, and goes on where it was. Raises
        ServiceUnavailable.
        """
        now = clock()
        rebuild = self.rebuilds.open_rebuild(since or self.rebuilds.first_day() or now.astimezone(UTC).date(), now=now)
        day = rebuild.next_day
        while day <= clock().astimezone(UTC).date():
            if clock() > deadline - SWAP_RESERVE:
                return Rebuilt(rebuild.since, finished=False, next_day=day)
            if not self._read_day(rebuild, day):
                return Rebuilt(rebuild.since, finished=True)
            self.rebuilds.finish_day(rebuild, day)
            day += timedelta(days=1)
        self._learn_genres(self.facts.rented_films(without_genre=since is not None))
        left_s = (deadline - clock()).total_seconds()
        rentals = self.rebuilds.swap_rentals(rebuild, now=clock(), deadline_s=left_s)
        return Rebuilt(rebuild.since, finished=True, rentals=rentals)

    def _read_day(self, rebuild: Rebuild, day: date) -> bool:
        return all(
            self.rebuilds.stage_rentals(rebuild, known_rentals(map(CustomerRental.of_fact, page)))
            for page in self._rentals_of(day)
        )

    def _rentals_of(self, day: date) -> Iterator[Sequence[RentalFact]]:
        shard, shards = 0, 1
        while shard < shards:
            after: str | None = None
            while True:
                page = self.services.ask(RENTALS_OF_DAY_SHARD, DayShardRequest(day=day, shard=shard, after=after))
                yield page.rentals
                shards, after = page.shards, page.next
                if after is None:
                    break
            shard += 1

    def _learn_genres(self, movie_ids: Sequence[MovieId]) -> None:
        try:
            for some in batched(movie_ids, MOVIES_PER_CALL, strict=False):
                described = self.services.ask(DESCRIBE_MOVIES, MoviesRequest(movie_ids=list(some))).movies
                main = {movie.id: next(iter(movie.genres), None) for movie in described}
                self.facts.record_genres({movie_id: main.get(movie_id) for movie_id in some})
        except ServiceUnavailable:
            logger("users").warning("genres_unknown", films=len(movie_ids))
