"""What Movies speaks of: films, who made them, what they cost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from videoclub.ids import MovieId, PersonId
from videoclub.values import Money, Text


@dataclass(frozen=True, slots=True)
class Credit:
    """A person's part in a film; `character` only where they act and it is known."""

    person_id: PersonId
    name: str
    character: str | None = None


@dataclass(frozen=True, slots=True)
class NewCredit:
    """A credit of a film to be added: a known person by `person_id`, or anybody by `name`."""

    person_id: PersonId | None = None
    name: str | None = None
    character: str | None = None


@dataclass(frozen=True, slots=True)
class Genre:
    """A genre; `slug` is its id. `count` is how many films on offer have it."""

    slug: str
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class NewMovie:
    """A film to be added: `languages` as ISO 639-1 codes, `countries` as ISO 3166-1, the main one of `genres` first.

    `poster_path` is relative to the site's `assets/`; `media_key` names the object to play, of `duration_s` seconds.
    """

    title: Text
    year: int
    runtime_min: int
    genres: tuple[str, ...]
    price: Money
    original_title: str
    synopsis: Text | None = None
    languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    directors: tuple[NewCredit, ...] = ()
    cast: tuple[NewCredit, ...] = ()
    start_within: timedelta | None = None
    watch_within: timedelta | None = None
    poster_path: str | None = None
    media_key: str | None = None
    duration_s: int | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """The object that is played for a film, and its length in seconds."""

    key: str
    duration_s: int


@dataclass(frozen=True, slots=True)
class Terms:
    """How long after renting a film must be started, and how long after that it may be watched."""

    start_within: timedelta
    watch_within: timedelta


@dataclass(frozen=True, slots=True)
class DatedPrice:
    """A price of a film from `valid_from` on, until the next one takes effect; `valid_until` is None for the last."""

    id: str
    price: Money
    valid_from: datetime
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Movie:
    """A film as it is now. `price` is the one valid at the time of asking, `price_id` its row."""

    id: MovieId
    title: Text
    original_title: str
    year: int
    runtime_min: int
    synopsis: Text | None
    genres: tuple[str, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    directors: tuple[Credit, ...]
    cast: tuple[Credit, ...]
    price: Money
    price_id: str
    terms: Terms
    poster_path: str | None
    media: Media
    created_at: datetime
    archived_at: datetime | None
    version: int

    @property
    def etag(self) -> str:
        """A strong entity tag: it changes with every change of the film, and when another price takes effect."""
        return f'"{self.version}-{self.price_id[:8]}"'

    def matches(self, if_match: str) -> bool:
        """Whether an If-Match header names this state of the film (RFC 9110, 13.1.1: weak tags never do)."""
        return bool({tag.strip() for tag in if_match.split(",")} & {self.etag, "*"})


@dataclass(frozen=True, slots=True)
class Kin:
    """What makes a film akin to others: its genres, the main one first, and its people."""

    movie_id: MovieId
    genres: tuple[str, ...]
    directors: tuple[PersonId, ...]
    cast: tuple[PersonId, ...]
    added_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the credits: ids of the films they directed, and of those they act in with their character."""

    id: PersonId
    name: str
    directed: tuple[MovieId, ...] = ()
    acted_in: tuple[tuple[MovieId, str | None], ...] = ()
