"""Rental's own keyspace, through the session that the service itself uses."""

from collections.abc import Iterator

import pytest

from databases import Keyspace
from rental.adapters.cassandra_session import CassandraSession
from rental_proof.environment_settings import rental_settings


@pytest.fixture(scope="module")
def rental_session(rental_keyspace: Keyspace) -> Iterator[CassandraSession]:
    session = CassandraSession(rental_settings(rental_keyspace))
    yield session
    session.close()
