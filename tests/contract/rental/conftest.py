"""Rental's own keyspace, through the session that the service itself uses, and playback sessions to put into stores."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from databases import Keyspace
from fakes.playback import SetClock
from rental.adapters.cassandra_session import CassandraSession
from rental.playback_session import PlaybackSession
from rental_proof.environment_settings import rental_settings
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId


@pytest.fixture(scope="module")
def rental_session(rental_keyspace: Keyspace) -> Iterator[CassandraSession]:
    session = CassandraSession(rental_settings(rental_keyspace))
    yield session
    session.close()


@pytest.fixture
def clock() -> SetClock:
    """Begins now: the stores count their TTLs by their own clocks."""
    return SetClock()


@pytest.fixture
def session(clock: SetClock) -> PlaybackSession:
    return PlaybackSession(
        id=PlaybackSessionId(str(uuid4())),
        customer_id=CustomerId(str(uuid4())),
        rental_id=RentalId(str(uuid4())),
        movie_id=MovieId(str(uuid4())),
        device_id="tv",
        device_name="Living room",
        since=clock.now,
        rental_expires_at=clock.now + timedelta(hours=48),
        duration_s=4000,
    )
