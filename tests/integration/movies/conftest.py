"""A shop of generated films in a database of its own."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from databases import FUNCTIONS
from videoclub.drivers.postgres import Postgres
from videoclub_local.bench.film_loading import load_films
from videoclub_local.bench.generated_films import Film, GeneratedFilms
from videoclub_local.migrations import apply_sql
from videoclub_local.provision import provision_postgres
from videoclub_local.stores.postgres import PostgresStore

FILMS, PEOPLE = 4_000, 2_000  # a size at which PostgreSQL has a choice of plans


@dataclass(frozen=True)
class GeneratedShop:
    """The films, and where they are."""

    postgres: Postgres
    films: list[Film]


@pytest.fixture(scope="session")
def generated_shop(postgres_store: PostgresStore) -> Iterator[GeneratedShop]:
    name = f"movies_{secrets.token_hex(4)}"
    url = provision_postgres(postgres_store.admin_url, {name: secrets.token_urlsafe()})[name]
    apply_sql(url, FUNCTIONS / "movies" / "migrations")
    postgres = Postgres(url)
    yield GeneratedShop(postgres, load_films(url, GeneratedFilms(FILMS, PEOPLE)))
    postgres.close()
