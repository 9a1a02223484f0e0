"""How a test writes to and reads from each kind of store, through its real driver."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import redis

from videoclub_local.stores.cassandra import CassandraStore
from videoclub_local.stores.cql import admin_session
from videoclub_local.stores.postgres import PostgresStore
from videoclub_local.stores.redis import RedisStore
from videoclub_local.stores.store import Store


class PostgresProbe:
    def __init__(self, store: PostgresStore) -> None:
        self.connection = psycopg.connect(store.admin_url, autocommit=True)
        self.connection.execute("CREATE TABLE IF NOT EXISTS probe (value text PRIMARY KEY)")

    def write(self, value: str) -> None:
        self.connection.execute("INSERT INTO probe VALUES (%s)", (value,))

    def has(self, value: str) -> bool:
        return bool(self.connection.execute("SELECT 1 FROM probe WHERE value = %s", (value,)).fetchone())

    def close(self) -> None:
        self.connection.close()


class RedisProbe:
    def __init__(self, store: RedisStore) -> None:
        self.client = redis.Redis.from_url(store.admin_url)

    def write(self, value: str) -> None:
        self.client.set(f"probe:{value}", value, ex=3600)

    def has(self, value: str) -> bool:
        return bool(self.client.exists(f"probe:{value}"))

    def close(self) -> None:
        self.client.close()


class CassandraProbe:
    def __init__(self, store: CassandraStore) -> None:
        self._opened = admin_session(store.endpoint)
        self.session = self._opened.__enter__()
        self.session.execute(
            "CREATE KEYSPACE IF NOT EXISTS probe "
            "WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}"
        )
        self.session.execute("CREATE TABLE IF NOT EXISTS probe.probe (value text PRIMARY KEY)")

    def write(self, value: str) -> None:
        self.session.execute("INSERT INTO probe.probe (value) VALUES (%s)", (value,))

    def has(self, value: str) -> bool:
        return bool(self.session.execute("SELECT value FROM probe.probe WHERE value = %s", (value,)).one())

    def close(self) -> None:
        self._opened.__exit__(None, None, None)


type Probe = PostgresProbe | RedisProbe | CassandraProbe


@contextmanager
def probing(store: Store) -> Iterator[Probe]:
    """A connection to a running store."""
    match store:
        case PostgresStore():
            probe = PostgresProbe(store)
        case RedisStore():
            probe = RedisProbe(store)
        case CassandraStore():
            probe = CassandraProbe(store)
        case _:
            raise TypeError(store)
    try:
        yield probe
    finally:
        probe.close()
