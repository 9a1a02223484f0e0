"""Makes all lists anew from the histories that Stats holds."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from suggestions.co_rentals import Neighbours, find_neighbours, similar_to, suggest_from
from suggestions.history import CustomerHistory
from suggestions.movie_list import ListedMovie, MovieList
from suggestions.ports import Histories, ListWriter
from suggestions.trending import fill_up, rank_trending
from videoclub.clock import rfc3339
from videoclub.ids import CustomerId, MovieId


@dataclass(frozen=True)
class Lengths:
    """How many films a list holds."""

    suggestions: int
    trending: int
    similar: int


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild made: lists for `customers`, neighbours of `movies`, in `seconds`."""

    customers: int
    movies: int
    seconds: float


@dataclass(frozen=True)
class Rebuilding:
    """The periodic job."""

    histories: Histories
    lists: ListWriter
    lengths: Lengths
    timer: Callable[[], float] = time.perf_counter

    def rebuild(self, *, now: datetime) -> Rebuilt:
        """Read every history once, then replace all lists. Raises ServiceUnavailable; it may be repeated any time."""
        began = self.timer()
        edition = _Edition(now)
        histories = list(self.histories.read_histories())
        neighbours = find_neighbours(history.movie_ids for history in histories)
        trending = rank_trending(histories, now=now, limit=self.lengths.trending)
        customers = self.lists.write_suggestions(self._suggestions(histories, neighbours, trending, edition))
        movies = self.lists.write_similar(self._similar(neighbours, edition))
        self.lists.write_trending(edition.of(trending))
        rebuilt = Rebuilt(customers, movies, round(self.timer() - began, 3))
        self.lists.write_run({"version": edition.version, "generated_at": rfc3339(now), **asdict(rebuilt)})
        return rebuilt

    def _suggestions(
        self,
        histories: Iterable[CustomerHistory],
        neighbours: Neighbours,
        trending: list[ListedMovie],
        edition: "_Edition",
    ) -> Iterator[tuple[CustomerId, MovieList]]:
        limit = self.lengths.suggestions
        for history in histories:
            movie_ids = history.movie_ids
            items = suggest_from(movie_ids, neighbours, limit=limit)
            fill_up(items, trending, known=set(movie_ids), limit=limit)
            yield history.customer_id, edition.of(items)

    def _similar(self, neighbours: Neighbours, edition: "_Edition") -> Iterator[tuple[MovieId, MovieList]]:
        for movie_id in neighbours:
            yield movie_id, edition.of(similar_to(movie_id, neighbours, limit=self.lengths.similar))


@dataclass(frozen=True)
class _Edition:
    """What the lists of one rebuild have in common."""

    generated_at: datetime

    @property
    def version(self) -> int:
        return int(self.generated_at.timestamp() * 1000)

    def of(self, items: list[ListedMovie]) -> MovieList:
        return MovieList(items, self.generated_at, self.version)
