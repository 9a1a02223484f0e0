"""What the use cases of Movies need from outside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from movies.announcements import Message
from movies.models import SearchQuery
from movies.movie import Genre, Media, Movie, NewMovie, Terms
from videoclub.cursors import Key
from videoclub.ids import AccountId, MovieId, PersonId


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search. `positions` are the sort keys of its films; `has_more` tells of a further page."""

    movies: list[Movie]
    positions: list[Key]
    has_more: bool


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many films each value would leave, all other filters kept: (value, count), the most frequent first."""

    genres: list[tuple[str, int]]
    decades: list[tuple[str, int]]
    languages: list[tuple[str, int]]


class MovieStore(Protocol):
    """The catalogue. Every method raises ServiceUnavailable when the store does not answer."""

    def unknown_genres(self, slugs: Collection[str]) -> set[str]:
        """Those of `slugs` that are not a genre."""
        ...

    def unknown_people(self, person_ids: Collection[PersonId]) -> set[PersonId]:
        """Those of `person_ids` that are nobody."""
        ...

    def insert_movie(
        self,
        movie_id: MovieId,
        new: NewMovie,
        terms: Terms,
        media: Media,
        messages: Sequence[Message],
        *,
        by: AccountId | None,
        now: datetime,
    ) -> bool:
        """Add the film, its price from `now` on, its messages and the audit entry, all or nothing.

        False, and nothing is written, when a film of this id exists.
        """
        ...

    def archive_movie(
        self, movie_id: MovieId, messages: Sequence[Message], *, by: AccountId | None, now: datetime
    ) -> bool:
        """Archive the film, with its messages and the audit entry; False if it is not there or archived already."""
        ...

    def read_movie(self, movie_id: MovieId, now: datetime) -> Movie | None:
        """The film with its price at `now`, archived or not."""
        ...

    def read_movies(self, movie_ids: Sequence[MovieId], now: datetime) -> list[Movie]:
        """Those that exist, archived or not, in the order asked for."""
        ...

    def read_genres(self) -> list[Genre]:
        """All genres by slug."""
        ...


class SearchStore(Protocol):
    """Finds films."""

    def find_movies(self, query: SearchQuery, after: Key | None, now: datetime) -> Found:
        """The films that `query` asks for, beginning after the sort key `after`."""
        ...

    def count_facets(self, query: SearchQuery, now: datetime) -> FacetCounts:
        """What further filters would leave."""
        ...


class Relay(Protocol):
    """Whoever sends the messages that wait in the outbox."""

    def wake(self) -> None:
        """Ask it to look now, without waiting; a call that is lost is made up for by its next sweep."""
        ...
