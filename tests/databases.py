"""Fixtures: each service's own database or keyspace on the run's stores, provisioned and migrated as `up` does it.

They are made once a run and shared: tests use unique ids instead of wiping tables.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from videoclub_local.migrations import apply_cql, apply_sql
from videoclub_local.provision import provision_cassandra, provision_postgres, provision_redis
from videoclub_local.secrets import REDIS_SERVICES
from videoclub_local.stores.cassandra import CassandraStore
from videoclub_local.stores.cql import CassandraEndpoint
from videoclub_local.stores.postgres import PostgresStore
from videoclub_local.stores.redis import RedisStore

FUNCTIONS = Path(__file__).parents[1] / "functions"


@dataclass(frozen=True)
class Keyspace:
    """A migrated keyspace and who may use it."""

    endpoint: CassandraEndpoint
    name: str


@pytest.fixture(scope="session")
def service_database(postgres_store: PostgresStore) -> Callable[[str], str]:
    """Gives the URL of a service's own PostgreSQL database (`users`, `movies`, `stats`), as its own role."""
    made: dict[str, str] = {}

    def url_of(service: str) -> str:
        if service not in made:
            name = f"{service}_{secrets.token_hex(4)}"  # fresh, whatever an offered server already holds
            made[service] = provision_postgres(postgres_store.admin_url, {name: _password()})[name]
            apply_sql(made[service], FUNCTIONS / service / "migrations")
        return made[service]

    return url_of


@pytest.fixture(scope="session")
def rental_keyspace(cassandra_store: CassandraStore) -> Keyspace:
    """Rental's keyspace, as its own role."""
    name = f"rental_{secrets.token_hex(4)}"
    endpoint = provision_cassandra(cassandra_store.endpoint, name, _password())
    apply_cql(endpoint, name, FUNCTIONS / "rental" / "migrations")
    return Keyspace(endpoint, name)


@pytest.fixture(scope="session")
def service_redis(redis_store: RedisStore) -> Callable[[str], str]:
    """Gives the Redis URL of a service's own ACL user (`rental`, `users`), who sees only `<service>:*`."""
    passwords = {service: _password() for service in REDIS_SERVICES}
    urls = provision_redis(redis_store.admin_url, passwords)
    return urls.__getitem__


def _password() -> str:
    return secrets.token_urlsafe(24)
