"""The ports of Movies, each on its fake and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from fakes.developers import MemoryOutbox
from fakes.movies import MemoryMovies, MemoryPeople, MemoryPrices, MemorySearch
from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_outbox import PostgresOutbox
from movies.adapters.postgres_people import PostgresPeople
from movies.adapters.postgres_prices import PostgresPrices
from movies.adapters.postgres_search import PostgresSearch
from movies.adapters.sealing import Sealing
from movies.announcements import Message
from movies.movie import Media, NewMovie, Terms
from movies.ports.developers import Outbox
from movies.ports.movies import MovieStore, PeopleStore, PriceStore, SearchStore
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId, new_id
from videoclub.values import Money, Text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEALING = Sealing("s" * 32)


@dataclass(frozen=True)
class Stores:
    """The ports over one catalogue."""

    movies: MovieStore
    prices: PriceStore
    people: PeopleStore
    search: SearchStore
    outbox: Outbox


def new_movie(title: str | Text = "The Kid", **changes: object) -> NewMovie:
    """A film to add."""
    values = {
        "title": Text(en=title) if isinstance(title, str) else title,
        "original_title": title if isinstance(title, str) else title.best("en"),
        "year": 1921,
        "runtime_min": 68,
        "genres": ("comedy", "drama"),
        "price": Money.eur("2.49"),
    }
    return NewMovie(**(values | changes))  # pyright: ignore[reportArgumentType]


def insert(
    movies: MovieStore, new: NewMovie, *messages: Message, now: datetime = NOW, movie_id: MovieId | None = None
) -> MovieId:
    """Add a film, under a fresh id unless given."""
    movie_id = movie_id or MovieId(new_id())
    terms, media = Terms(timedelta(days=30), timedelta(hours=48)), Media("clips/one.mp4", 30)
    assert movies.insert_movie(movie_id, new, terms, media, messages, by=None, now=now)
    return movie_id


@pytest.fixture(scope="session")
def postgres(service_database: Callable[[str], str]) -> Postgres:
    return Postgres(service_database("movies"))


@pytest.fixture
def real(postgres: Postgres) -> Stores:
    return Stores(
        PostgresMovies(postgres),
        PostgresPrices(postgres),
        PostgresPeople(postgres),
        PostgresSearch(postgres),
        PostgresOutbox(postgres, "topics", SEALING),
    )


@pytest.fixture(params=["fake", "postgres"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "postgres":
        return request.getfixturevalue("real")
    outbox = MemoryOutbox()
    movies = MemoryMovies(outbox)
    return Stores(movies, MemoryPrices(movies), MemoryPeople(movies), MemorySearch(movies), outbox)
