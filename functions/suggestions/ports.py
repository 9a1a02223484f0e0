"""What the use cases of Suggestions need from outside. What does not answer raises ServiceUnavailable."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from suggestions.history import CustomerHistory
from suggestions.movie_list import MovieList
from videoclub.ids import CustomerId, MovieId


class Histories(Protocol):
    """The rentals of all customers."""

    def read_histories(self) -> Iterator[CustomerHistory]: ...


class ListReader(Protocol):
    """The lists, as they are served: each method is one round trip."""

    def find_suggestions(self, customer_id: CustomerId) -> tuple[MovieList | None, MovieList | None]:
        """The customer's own list, and the one of trending films."""
        ...

    def find_trending(self) -> MovieList | None: ...

    def find_similar(self, movie_id: MovieId) -> MovieList | None: ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...


class ListWriter(Protocol):
    """Replaces lists, each at once and whole; one that is never replaced vanishes in time."""

    def write_suggestions(self, lists: Iterable[tuple[CustomerId, MovieList]]) -> int:
        """Returns how many there were."""
        ...

    def delete_suggestions(self, customer_id: CustomerId) -> None:
        """Forget the customer's list, if there is one."""
        ...

    def write_similar(self, lists: Iterable[tuple[MovieId, MovieList]]) -> int:
        """Returns how many there were."""
        ...

    def write_trending(self, trending: MovieList) -> None: ...

    def write_run(self, run: Mapping[str, float | str]) -> None:
        """Keep what is known about the rebuild that made the lists."""
        ...
