"""The session with Cassandra: shared by threads, opened anew when it is stale, outcomes known."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from databases import Keyspace
from fakes.rental import a_rental
from rental.adapters import cassandra_session
from rental.adapters import rental_statements as cql
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.cassandra_session import CassandraSession
from rental.day_shards import DayShards
from rental_proof.environment_settings import rental_settings
from rental_proof.faulty_session import Fault, FaultySession
from rental_proof.shop import DAY_SHARDS
from videoclub.errors import ServiceUnavailable

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MINUTES = timedelta(minutes=2)


@pytest.fixture
def session(rental_keyspace: Keyspace) -> Iterator[CassandraSession]:
    session = CassandraSession(rental_settings(rental_keyspace))
    yield session
    session.close()


def shut_down(session: CassandraSession) -> Any:
    """As after a long freeze: the hosts are gone, and the session does not know."""
    connection = session._connected()
    connection.cluster.shutdown()
    return connection


def test_opens_anew_when_it_is_stale(session):
    session.run(cql.PING, {})
    shut_down(session)
    assert session.run(cql.PING, {})


def test_threads_that_find_it_stale_together_open_one(session, monkeypatch):
    # Given a stale session
    session.run(cql.PING, {})
    stale = shut_down(session)
    opened = []
    real_open = cassandra_session._open
    monkeypatch.setattr(cassandra_session, "_open", lambda settings: opened.append(1) or real_open(settings))
    # When many threads find it so
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: session.run(cql.PING, {}), range(32)))
    # Then all are answered, by one new session
    assert all(answers)
    assert len(opened) == 1
    assert session._connected() is not stale


def test_a_store_that_is_away_is_unavailable_and_leaves_no_threads(rental_keyspace, monkeypatch):
    # Given a port where nobody listens
    settings = rental_settings(rental_keyspace, cassandra_port=1)
    session = CassandraSession(settings)
    clusters = []
    real_cluster = cassandra_session._cluster
    monkeypatch.setattr(cassandra_session, "_cluster", lambda s: clusters.append(real_cluster(s)) or clusters[-1])
    # When it is asked
    with pytest.raises(ServiceUnavailable):
        session.run(cql.PING, {})
    # Then it gave up every attempt
    assert clusters
    assert all(cluster.is_shutdown for cluster in clusters)


def test_speaks_the_protocol_of_keyspaces(rental_keyspace):
    # Given version 4
    session = CassandraSession(rental_settings(rental_keyspace, cassandra_protocol_version=4))
    rentals = CassandraRentals(session, DayShards(DAY_SHARDS))
    # When a rental is recorded and listed
    rental = a_rental(NOW)
    rentals.list_rental(rentals.insert_rental(rental))
    # Then it is there
    assert list(rentals.rentals_of_customer(rental.customer_id, after=None, limit=2)) == [rental]
    session.close()


@pytest.mark.parametrize("step", ["start_rental", "cancel_rental"])
def test_a_step_whose_answer_was_lost_is_known_to_be_ones_own(rental_keyspace, step):
    # Given a rental
    session = FaultySession(rental_settings(rental_keyspace))
    rentals = CassandraRentals(session, DayShards(DAY_SHARDS))
    rental = rentals.insert_rental(a_rental(NOW))
    # When the answer to its next step is lost
    session.fail_at(1, Fault.LOSES_THE_ANSWER)
    stepped = getattr(rentals, step)(rental, now=NOW)
    # Then it was taken, once
    assert stepped == rentals.find_rental(rental.id) != rental
    session.close()


@pytest.mark.parametrize("call", ["claim", "insert_rental"])
def test_a_rental_whose_answer_was_lost_is_ones_own(rental_keyspace, call):
    session = FaultySession(rental_settings(rental_keyspace))
    rentals = CassandraRentals(session, DayShards(DAY_SHARDS))
    rental = a_rental(NOW)
    options = {"ttl": MINUTES} if call == "claim" else {}
    session.fail_at(1, Fault.LOSES_THE_ANSWER)
    assert getattr(rentals, call)(rental, **options) == rental
    session.close()


def test_clocks_that_differ_hide_nothing_in_the_listings(rental_keyspace):
    # Given a rental that an environment listed whose clock is fast
    fast = FaultySession(rental_settings(rental_keyspace), skew_s=MINUTES.total_seconds())
    slow = FaultySession(rental_settings(rental_keyspace), skew_s=-MINUTES.total_seconds())
    rental = a_rental(NOW)
    rentals = CassandraRentals(fast, DayShards(DAY_SHARDS))
    rentals.list_rental(rentals.insert_rental(rental))
    # When one whose clock is slow lists its first play
    rentals = CassandraRentals(slow, DayShards(DAY_SHARDS))
    started = rentals.start_rental(rental, now=NOW)
    rentals.list_rental(started)
    # Then the listing has it, also after the first one lists what it knew
    CassandraRentals(fast, DayShards(DAY_SHARDS)).list_rental(rental)
    assert list(rentals.rentals_of_customer(rental.customer_id, after=None, limit=2)) == [started]
    fast.close()
    slow.close()
