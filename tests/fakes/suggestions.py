"""The ports of Suggestions in memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from suggestions.history import CustomerHistory
from suggestions.movie_list import MovieList
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId


@dataclass
class MemoryHistories:
    histories: list[CustomerHistory] = field(default_factory=list)

    def read_histories(self) -> Iterator[CustomerHistory]:
        return iter(self.histories)


@dataclass
class MemoryLists:
    suggestions: dict[CustomerId, MovieList] = field(default_factory=dict)
    similar: dict[MovieId, MovieList] = field(default_factory=dict)
    trending: MovieList | None = None
    run: Mapping[str, float | str] = field(default_factory=dict)
    reachable: bool = True

    def find_suggestions(self, customer_id: CustomerId) -> tuple[MovieList | None, MovieList | None]:
        self.ping()
        return self.suggestions.get(customer_id), self.trending

    def find_trending(self) -> MovieList | None:
        self.ping()
        return self.trending

    def find_similar(self, movie_id: MovieId) -> MovieList | None:
        self.ping()
        return self.similar.get(movie_id)

    def write_suggestions(self, lists: Iterable[tuple[CustomerId, MovieList]]) -> int:
        written = dict(lists)
        self.suggestions |= written
        return len(written)

    def delete_suggestions(self, customer_id: CustomerId) -> None:
        self.ping()
        self.suggestions.pop(customer_id, None)

    def write_similar(self, lists: Iterable[tuple[MovieId, MovieList]]) -> int:
        written = dict(lists)
        self.similar |= written
        return len(written)

    def write_trending(self, trending: MovieList) -> None:
        self.trending = trending

    def write_run(self, run: Mapping[str, float | str]) -> None:
        self.run = run

    def ping(self) -> None:
        if not self.reachable:
            raise ServiceUnavailable("The store of suggestions is not answering.")
