"""Loads generated films into a database of Movies by COPY, which takes a minute where single inserts take an hour."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import batched
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg
from psycopg import sql

from videoclub_local.bench.generated_films import Film, GeneratedFilms

INDEXED_AT_ONCE = 2_000
_INVERTED_INDEXES = """
    select indexname, indexdef from pg_indexes
    where tablename in ('search_documents', 'search_synopses') and indexdef ilike '%using gin%'
"""
_TABLES = {
    "people": ("id", "name"),
    "movies": ("id", "title_en", "title_fr", "original_title", "year", "runtime_min", "synopsis_en", "synopsis_fr",
               "languages", "countries", "media_key", "duration_s", "start_within", "watch_within", "created_at"),
    "movie_genres": ("movie_id", "genre", "position"),
    "credits": ("movie_id", "role", "position", "person_id"),
    "prices": ("id", "movie_id", "amount", "currency", "valid", "created_at"),
}  # fmt: skip


def load_films(url: str, generated: GeneratedFilms) -> list[Film]:
    """Fill the empty database at `url`, index the films for search and gather statistics; gives the films."""
    people = [uuid5(NAMESPACE_URL, f"people/{name}") for name in generated.names]
    films = list(generated)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set statement_timeout = 0")  # the role's own is for requests
        with connection.transaction():
            # Nobody else uses this database: what is lost in a crash is made again
            connection.execute("set local synchronous_commit = off")
            _copy(connection, "people", zip(people, generated.names, strict=True))
            for table, rows_of in _ROWS.items():
                _copy(connection, table, (row for film in films for row in rows_of(film, people)))
        connection.execute("analyze")
        inverted = connection.execute(_INVERTED_INDEXES).fetchall()
        for name, _ in inverted:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        for some in batched(films, INDEXED_AT_ONCE, strict=False):
            connection.execute("select index_movies(%s)", ([film.id for film in some],))
        for _, definition in inverted:  # built at once they take a fraction of the time
            connection.execute(definition)
        connection.execute("vacuum analyze")
    return films


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    columns = ", ".join(_TABLES[table])
    with connection.cursor().copy(f"copy {table} ({columns}) from stdin") as copy:  # pyright: ignore[reportArgumentType]
        for row in rows:
            copy.write_row(row)


def _movie(film: Film, people: list[UUID]) -> list[tuple[Any, ...]]:
    windows = timedelta(days=30), timedelta(hours=48)
    texts = film.title_en, film.title_fr, film.original_title
    synopsis = film.synopsis_en, film.synopsis_fr
    codes = film.languages, film.countries
    media = "clips/heart.mp4", 45
    return [(film.id, *texts, film.year, film.runtime_min, *synopsis, *codes, *media, *windows, film.created_at)]


def _genres(film: Film, people: list[UUID]) -> list[tuple[Any, ...]]:
    return [(film.id, genre, place) for place, genre in enumerate(film.genres, 1)]


def _credits(film: Film, people: list[UUID]) -> list[tuple[Any, ...]]:
    roles = {"director": film.directors, "actor": film.cast}
    return [
        (film.id, role, place, people[person])
        for role, persons in roles.items()
        for place, person in enumerate(persons, 1)
    ]


def _price(film: Film, people: list[UUID]) -> list[tuple[Any, ...]]:
    valid = f"[{film.created_at.isoformat()},)"
    return [(uuid5(film.id, "price"), film.id, film.price, "EUR", valid, film.created_at)]


_ROWS: dict[str, Callable[[Film, list[UUID]], list[tuple[Any, ...]]]] = {
    "movies": _movie,
    "movie_genres": _genres,
    "credits": _credits,
    "prices": _price,
}
