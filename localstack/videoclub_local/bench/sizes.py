"""How large what grows is: a row in PostgreSQL with its indexes, a row in Cassandra, a key in Redis.

`docs/operations.md` reckons with these figures (`videoclub_local.capacity`).
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import psycopg
from cassandra.cluster import Session

from rental.playback import SessionRequest
from rental.playback_session import NEAR_ZERO_S
from suggestions.adapters.redis_lists import RedisLists
from suggestions.history import Rented
from suggestions.movie_list import ListedMovie, MovieList
from videoclub.clock import utc_now
from videoclub.drivers import redis
from videoclub.ids import CustomerId, MovieId, new_id
from videoclub_local.bench.customer_loading import load_customers
from videoclub_local.bench.databases import bench_database
from videoclub_local.bench.generated_rentals import GeneratedDay, load_viewings
from videoclub_local.bench.heartbeats import generated_rental, playback_wiring
from videoclub_local.secrets import KEYSPACE
from videoclub_local.stores.cql import PROTOCOL_VERSION, CassandraEndpoint, admin_session

CUSTOMERS, RENTALS = 50_000, 100_000
FILMS_RENTED = 100
LIST_LENGTH = 50
ROWS = 1_000
KEYSPACES_ROW_BYTES, KEYSPACES_CELL_BYTES = 100, 1
"""What Amazon Keyspaces adds to a row and to each of its cells when it reckons a row's size."""
_TTL = timedelta(minutes=5)


@dataclass(frozen=True)
class Size:
    """The mean size of one thing, in bytes."""

    store: str
    thing: str
    bytes_each: float


def postgres_sizes(admin_url: str, functions: Path) -> Iterator[Size]:
    """Rows with their indexes, of generated customers and rentals in databases of their own."""
    with bench_database(admin_url, "bench_sizes", functions / "users" / "migrations") as url:
        rentals = load_customers(url, CUSTOMERS)
        yield Size("PostgreSQL, Users", "customer", _table_bytes(url, "accounts", "customers") / CUSTOMERS)
        yield Size("PostgreSQL, Users", "rental", _table_bytes(url, "rentals") / rentals)
    with bench_database(admin_url, "bench_sizes", functions / "stats" / "migrations") as url:
        load_viewings(url, GeneratedDay(RENTALS))
        yield Size("PostgreSQL, Stats", "rental", _table_bytes(url, "viewings") / RENTALS)


def _table_bytes(url: str, *tables: str) -> int:
    with psycopg.connect(url) as connection:
        query = (
            "SELECT coalesce(sum(pg_total_relation_size(name::regclass)), 0)::bigint FROM unnest(%s::text[]) AS name"
        )
        [(total,)] = connection.execute(query, [list(tables)]).fetchall()
        return total


def cassandra_sizes(admin: CassandraEndpoint) -> Iterator[Size]:
    """Rows as Amazon Keyspaces reckons them, of those that the platform holds."""
    with admin_session(admin) as session:
        session.set_keyspace(KEYSPACE)
        query = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = %s"
        for (table,) in session.execute(query, (KEYSPACE,)):
            if not table.startswith("schema_") and (sizes := _row_bytes(session, table)):
                yield Size("Cassandra", table, sum(sizes) / len(sizes))


def _row_bytes(session: Session, table: str) -> list[int]:
    found = session.execute(f"SELECT * FROM {table} LIMIT {ROWS}")  # noqa: S608 - a name of the schema
    types = cast("list[Any]", found.column_types)
    return [
        KEYSPACES_ROW_BYTES
        + sum(
            KEYSPACES_CELL_BYTES + len(kind.serialize(value, PROTOCOL_VERSION))
            for kind, value in zip(types, row, strict=True)
            if value is not None
        )
        for row in found
    ]


def redis_sizes(redis_url: str, admin: CassandraEndpoint, functions: Path) -> Iterator[Size]:
    """Keys as `MEMORY USAGE` tells them, written by the services' own adapters and forgotten afterwards."""
    client = cast("Any", redis.connect(redis_url))
    customer_id, now = CustomerId(f"sizes-{secrets.token_hex(15)}"), utc_now()
    films = [MovieId(new_id()) for _ in range(FILMS_RENTED)]
    items = [ListedMovie(film, 0.123456, "because_you_watched", (films[0], films[1])) for film in films[:LIST_LENGTH]]
    lists = RedisLists(redis_url, _TTL)
    lists.write_suggestions([(customer_id, MovieList(items, now, 1))])
    for film in films:
        lists.note_rented(customer_id, Rented(film, now), since=now)
    try:
        yield Size("Redis", "list of suggestions", client.memory_usage(f"suggestions:list:{customer_id}"))
        rented = client.memory_usage(f"suggestions:rented:{customer_id}")
        yield Size("Redis", "film a customer rented lately", rented / FILMS_RENTED)
    finally:
        lists.delete_suggestions(customer_id)
    with playback_wiring(redis_url, admin, functions / "rental" / "migrations") as wiring:
        rental = generated_rental(now)
        wiring.renting.record_past_rental(rental, now=now)
        session = wiring.playback.start_session(rental, SessionRequest("sizes", confirm_start=True), now=now).session
        wiring.playback.report_playback(
            session.customer_id, session.id, position_s=NEAR_ZERO_S + 1, playing=True, now=now
        )
        streams, watching = f"rental:streams:{session.customer_id}", f"rental:watching:{session.movie_id}"
        yield Size("Redis", "playback session", client.memory_usage(streams))
        yield Size("Redis", "film that is watched", client.memory_usage(watching))
        yield Size("Redis", "position of a rental", client.memory_usage(f"rental:progress:{rental.id}") or 0)
        wiring.playback.stop_session(session.customer_id, session.id, now=now)
