"""Fills a database of Users with generated customers and their rentals: a million and ten million in some minutes.

Accounts come by COPY, rentals are made where they stay, and indexes are built last, each once.
"""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from users.adapters.rental_rows import COUNT_TOUCHED
from videoclub_local.bench.generated_films import GENRES, SEED, GeneratedFilms

NAMES = 40_000
FILMS = 10_000
RENTALS_EACH = 10  # on average; one in ten rents nothing
FIRST_DAY, LAST_DAY = datetime(2024, 12, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
COUNTRIES = (("FR", 46), ("BE", 12), ("CA", 8), ("CH", 6), ("GB", 12), ("DE", 9), ("US", 7))
TAGS = (("newsletter", 0.3), ("student", 0.05), ("vip", 0.01), ("press", 0.001))
_FRENCH = {"FR", "BE", "CH"}
_SUSPENDED = 0.01
_NO_COUNTRY = 0.05
_MEMORY = (("maintenance_work_mem", "512MB"), ("work_mem", "256MB"), ("synchronous_commit", "off"))

_FILMS: LiteralString = """
    INSERT INTO films (movie_id, genre, asked)
    SELECT gen_random_uuid()::text, (%(genres)s::text[])[1 + floor(random() * %(kinds)s)], true
    FROM generate_series(1, %(films)s)
"""
# A few films are rented by many, most by few; how often somebody rents is distributed exponentially.
_RENTALS: LiteralString = """
    INSERT INTO rentals (id, customer_id, film, rented_at, amount, cancelled_at)
    SELECT gen_random_uuid()::text, id, 1 + floor(power(random(), 2) * %(films)s),
           created_at + random() * (%(last_day)s - created_at),
           (ARRAY[0.99, 1.99, 2.49, 3.99])[1 + floor(random() * 4)],
           CASE WHEN random() < 0.03 THEN %(last_day)s END
    FROM (SELECT id, created_at, floor(-ln(1 - random()) * %(each)s)::integer AS rentals FROM customers) AS customers,
         generate_series(1, rentals)
"""
_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ('customers', 'rentals') AND indexname NOT LIKE '%_pkey'
"""
_KEYS = """
    SELECT conrelid::regclass::text AS name, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE conrelid = 'rentals'::regclass AND contype IN ('p', 'f') ORDER BY contype DESC
"""


def load_customers(url: str, customers: int, *, each: int = RENTALS_EACH) -> int:
    """Fill the empty database at `url`, with `each` rentals on average; answers how many rentals there are."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting, value in (("statement_timeout", "0"), *_MEMORY):  # the role's own are for requests
            connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
        connection.execute("SELECT setseed(0.5)")
        with _without_indexes(connection):
            _copy_accounts(connection, customers)
            connection.execute("ANALYZE customers")
            genres = {"genres": [genre for genre, _ in GENRES], "kinds": len(GENRES), "films": FILMS}
            connection.execute(_FILMS, genres)
            connection.execute(_RENTALS, {"films": FILMS, "last_day": LAST_DAY, "each": each})
            connection.execute("CREATE TEMPORARY TABLE touched AS SELECT id FROM customers")
            connection.execute("ANALYZE rentals, films, touched")
            connection.execute(COUNT_TOUCHED)  # pyright: ignore[reportArgumentType]
        connection.execute("VACUUM (ANALYZE) customers, rentals, accounts")
        counted = connection.execute("SELECT count(*) FROM rentals").fetchone()
    return counted[0] if counted else 0


@contextmanager
def _without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Take indexes and keys away, and build them again afterwards; references are true and need no check."""
    indexes = connection.execute(_INDEXES).fetchall()
    keys = connection.execute(_KEYS).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    for table, name, _ in reversed(keys):
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
        )
    yield
    for table, name, definition in keys:
        checked = "" if definition.startswith("PRIMARY") else " NOT VALID"
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}{checked}".encode())
    for _, definition in indexes:
        connection.execute(definition)


def _copy_accounts(connection: psycopg.Connection[Any], customers: int) -> None:
    columns = "id, email, display_name, locale, country, birth_year, roles, status, created_at, tags"
    with connection.cursor().copy(f"COPY accounts ({columns}) FROM STDIN".encode()) as copy:
        for row in _accounts(customers):
            copy.write(row)


def _accounts(customers: int) -> Iterator[str]:
    """Rows in COPY's own text, as a million of them want to be written quickly."""
    pick = random.Random(SEED)  # noqa: S311 - a generator of test data
    names = GeneratedFilms(0, NAMES).names
    addresses = [name.lower().replace("é", "e").replace(" ", ".") for name in names]
    codes, weights = zip(*COUNTRIES, strict=True)
    seconds = (LAST_DAY - FIRST_DAY).total_seconds()
    for number in range(customers):
        who = pick.randrange(NAMES)
        country = "\\N" if pick.random() < _NO_COUNTRY else pick.choices(codes, weights)[0]
        tags = ",".join(tag for tag, share in TAGS if pick.random() < share)
        status = "suspended" if pick.random() < _SUSPENDED else "active"
        created_at = FIRST_DAY + timedelta(seconds=int(pick.random() * seconds))
        account_id, locale = uuid.UUID(int=pick.getrandbits(128), version=4), "fr" if country in _FRENCH else "en"
        yield (
            f"{account_id}\t{addresses[who]}.{number}@example.com\t{names[who]}\t"
            f"{locale}\t{country}\t{pick.randrange(1945, 2009)}\t{{customer}}\t{status}\t{created_at.isoformat()}\t"
            f"{{{tags}}}\n"
        )
