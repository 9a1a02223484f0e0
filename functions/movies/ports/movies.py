"""What the catalogue needs from outside."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from movies.announcements import Message
from movies.models.movies import SearchQuery
from movies.movie import DatedPrice, Genre, Kin, Media, Movie, NewMovie, Person, Terms
from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.cursors import Key
from videoclub.events import AnyMovieEvent
from videoclub.ids import AccountId, MovieId, PersonId


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """How many films each value would leave, all other filters kept: (value, count), the most frequent first."""

    genres: list[tuple[str, int]]
    decades: list[tuple[str, int]]
    languages: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a search. `positions` are the sort keys of its films; `has_more` tells of a further page.

    The first page has `facets`; `did_you_mean` is what was perhaps meant when nothing matched well.
    """

    movies: list[Movie]
    positions: list[Key]
    has_more: bool
    facets: FacetCounts | None = None
    did_you_mean: str | None = None


type PricePlan = Callable[[Sequence[DatedPrice]], Sequence[Message]]
"""From all prices of a film, the earliest first, the messages of those that are to be told of from now on."""


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
    ) -> Movie | None:
        """Add the film, its price from `now` on, its messages and the audit entry, all or nothing; gives the film.

        None, and nothing is written, when a film of this id exists.
        """
        ...

    def update_movie(
        self, movie: Movie, new: NewMovie, terms: Terms, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        """Put `new` in the place of `movie`, another price from `now` on, with the audit entry of what differs.

        False, and nothing is written, unless the film is at this moment as `movie` has it, its price included. Its
        media stay as they are.
        """
        ...

    def archive_movie(
        self,
        movie_id: MovieId,
        messages: Sequence[Message],
        *,
        by: AccountId | None,
        now: datetime,
        version: int | None = None,
    ) -> bool:
        """Archive the film, with its messages and the audit entry; False if it is not there or archived already.

        With a `version`, also False if the film has another one.
        """
        ...

    def restore_movie(
        self, movie_id: MovieId, messages: Sequence[Message], *, by: AccountId | None, now: datetime
    ) -> bool:
        """Undo archiving, with its messages and the audit entry; False if it is not there or not archived."""
        ...

    def read_movie(self, movie_id: MovieId, now: datetime) -> Movie | None:
        """The film with its price at `now`, archived or not."""
        ...

    def read_movies(self, movie_ids: Sequence[MovieId], now: datetime) -> list[Movie]:
        """Those that exist, archived or not, in the order asked for."""
        ...

    def read_newest(self, limit: int, now: datetime) -> list[Movie]:
        """The films on offer that were added last, the newest first."""
        ...

    def read_kin(self, after: MovieId | None, limit: int) -> list[Kin]:
        """What makes films akin, of up to `limit` films in the order of their ids, archived ones included."""
        ...

    def read_genres(self) -> list[Genre]:
        """All genres by slug."""
        ...


class AuditLog(Protocol):
    """Who changed the catalogue, when; each change writes its entry itself."""

    def read_entries(self, request: AuditRequest) -> list[AuditEntry]:
        """Entries, the latest first."""
        ...


class PriceStore(Protocol):
    """The prices of films over time."""

    def read_prices(self, movie_id: MovieId) -> list[DatedPrice]:
        """All prices of the film, the earliest first."""
        ...

    def insert_price(
        self, movie_id: MovieId, new: DatedPrice, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        """Let a price begin, which ends the one before it; with the messages of the new order and the audit entry.

        False, and nothing is written, if another one begins at that instant.
        """
        ...

    def delete_price(
        self, movie_id: MovieId, price_id: str, plan: PricePlan, *, by: AccountId | None, now: datetime
    ) -> bool:
        """Take a price back; with the messages of the new order and the audit entry. False if it began by `now`."""
        ...


class PeopleStore(Protocol):
    """The people of the credits."""

    def find_people(self, asked: str | None, after: Key | None, limit: int) -> tuple[list[Person], list[Key]]:
        """Up to `limit` people beginning after the sort key `after`, without their films, and the sort key of each.

        By name, or those whom `asked` names, accents and typing errors forgiven, the nearest first.
        """
        ...

    def read_person(self, person_id: PersonId) -> Person | None:
        """The person with the films on offer, the latest first."""
        ...


class SearchStore(Protocol):
    """Finds films."""

    def find_movies(self, query: SearchQuery, after: Key | None, now: datetime) -> Found:
        """The films that `query` asks for, beginning after the sort key `after`; without one it is the first page."""
        ...


class MovieEvents(Protocol):
    """The events of films that the bus does not have yet."""

    def hand_over(self, limit: int, publish: Callable[[Sequence[AnyMovieEvent]], None]) -> int:
        """Give up to `limit` events to `publish`, the oldest first, and forget them; returns how many there were.

        When it raises, or this process ends meanwhile, they wait as before. Nobody else is given them at the same time.
        """
        ...


class Relay(Protocol):
    """Whoever sends the messages that wait in the outbox."""

    def wake(self) -> None:
        """Ask it to look now, without waiting; a call that is lost is made up for by its next sweep."""
        ...
