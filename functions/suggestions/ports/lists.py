"""What delivering and refreshing lists needs from outside. What does not answer raises ServiceUnavailable."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from suggestions.history import Rented
from suggestions.movie_list import MovieList
from suggestions.run import PartDone, Run
from videoclub.contracts.movies import MovieFacts
from videoclub.ids import CustomerId, MovieId


class ListReader(Protocol):
    """The lists, as they are served: each method is one round trip.

    None has a film that was archived since it was made; nor, where the customer is known, one that they rented since.
    """

    def find_suggestions(self, customer_id: CustomerId) -> tuple[MovieList | None, MovieList | None]:
        """The customer's own list, and the one of trending films."""
        ...

    def find_rented(self, customer_id: CustomerId) -> Sequence[Rented]:
        """What is noted of the customer as rented."""
        ...

    def find_trending(self) -> MovieList | None: ...

    def find_similar(self, movie_id: MovieId) -> MovieList | None: ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...


class ListWriter(Protocol):
    """Replaces lists, each at once and whole, unless the one that is there has a higher version.

    A list that is never replaced vanishes in time.
    """

    def write_suggestions(self, lists: Iterable[tuple[CustomerId, MovieList]]) -> tuple[int, int]:
        """Returns how many were written, and how many were there in a higher version."""
        ...

    def delete_suggestions(self, customer_id: CustomerId) -> None:
        """Forget the customer's list, and what is noted as rented."""
        ...

    def write_similar(self, lists: Iterable[tuple[MovieId, MovieList]]) -> int:
        """Returns how many there were."""
        ...

    def write_trending(self, trending: MovieList) -> None: ...

    def note_rented(self, customer_id: CustomerId, rented: Rented, *, since: datetime) -> Sequence[Rented]:
        """Keep a film off the customer's lists from now on; returns all that is noted of them as rented `since` then.

        Noting it again, or in another order, comes to the same.
        """
        ...

    def note_archived(self, movies: Mapping[MovieId, datetime]) -> None:
        """Keep films, archived at an instant, off all lists unless they were restored later. May be repeated."""
        ...

    def note_offered(self, movies: Mapping[MovieId, datetime]) -> None:
        """Let films, on offer at an instant, onto lists unless they were archived later. May be repeated."""
        ...

    def list_archived(self) -> set[MovieId]:
        """The films that are kept off all lists."""
        ...


class TrendingFile(Protocol):
    """The last good list of what trends, where it outlives the store of lists."""

    def read_trending(self) -> MovieList | None: ...

    def write_trending(self, trending: MovieList) -> None: ...


class RunStore(Protocol):
    """The runs of the job."""

    def write_run(self, run: Run) -> None: ...

    def find_run(self, run_id: str) -> Run | None: ...

    def list_runs(self) -> Sequence[str]:
        """The ids of the runs that are kept."""
        ...

    def write_part(self, run_id: str, done: PartDone) -> None:
        """Record that a part is done; once, however often it is."""
        ...

    def read_parts(self, run_id: str) -> list[PartDone]: ...


class CustomerHistories(Protocol):
    """What one customer rented."""

    def read_history(self, customer_id: CustomerId) -> Sequence[Rented]: ...


class MovieCatalogue(Protocol):
    """What Movies knows of films."""

    def read_facts(self) -> Sequence[MovieFacts]:
        """All films, archived ones included."""
        ...


class PartQueue(Protocol):
    """Hands out parts of a run to those who write lists."""

    def send_parts(self, run_id: str, parts: int) -> None: ...
