"""What every ProgressStore and all SessionRecords do, shown on the fakes and on Cassandra."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from api_client import eventually
from fakes.playback import InMemoryProgress, InMemorySessionRecords, another
from rental.adapters.cassandra_progress import CassandraProgress, CassandraSessionRecords
from rental.playback_session import SessionRecord
from videoclub.ids import CustomerId, PlaybackSessionId, RentalId


@pytest.fixture(params=["fake", "cassandra"])
def store(request):
    if request.param == "fake":
        return InMemoryProgress()
    return CassandraProgress(request.getfixturevalue("rental_session"))


@pytest.fixture(params=["fake", "cassandra"])
def records(request, clock):
    if request.param == "fake":
        return InMemorySessionRecords(clock)
    return CassandraSessionRecords(request.getfixturevalue("rental_session"))


@pytest.fixture
def progress(session):
    return replace(session, position_s=120, position_at=session.since).progress


class TestProgressStore:
    def test_keeps_progress_whole(self, store, session, progress):
        store.keep_progress(session.customer_id, progress, now=session.since)
        assert store.find_progress(session.customer_id, session.rental_id) == progress

    def test_knows_nothing_it_was_not_given(self, store, session, progress):
        store.keep_progress(session.customer_id, progress, now=session.since)
        assert store.find_progress(session.customer_id, RentalId("unplayed")) is None
        assert store.find_progress(CustomerId("stranger"), session.rental_id) is None
        assert list(store.progress_of_customer(CustomerId("stranger"))) == []

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    def test_keeps_the_newest_whatever_the_order(self, store, session, progress, order):
        # Given positions a millisecond apart, the newest of them the nearest to the start
        positions = [
            replace(progress, position_s=300 - n, last_watched_at=progress.last_watched_at + timedelta(milliseconds=n))
            for n in range(3)
        ]
        # When they arrive in any order, some twice
        for n in (*order, order[0]):
            store.keep_progress(session.customer_id, positions[n], now=session.since)
        # Then the newest is kept
        assert store.find_progress(session.customer_id, session.rental_id) == positions[2]

    def test_lists_a_customers_rentals_last_watched_first(self, store, session, progress):
        # Given three rentals
        others = [
            replace(
                progress,
                rental_id=RentalId(str(uuid4())),
                last_watched_at=progress.last_watched_at + timedelta(seconds=seconds),
            )
            for seconds in (-5, 5)
        ]
        for each in (progress, *others):
            store.keep_progress(session.customer_id, each, now=session.since)
        # Then they come in order, each once
        assert list(store.progress_of_customer(session.customer_id)) == [others[1], progress, others[0]]


class TestSessionRecords:
    def test_keep_a_session_as_it_started(self, records, session):
        for each in (session, another(session, device_name=None)):
            records.insert_session(each, now=session.since)
            assert records.find_session(each.id) == SessionRecord(each, ended=False, went_on=False)

    def test_know_no_session_they_were_not_given(self, records):
        assert records.find_session(PlaybackSessionId(str(uuid4()))) is None

    def test_keep_that_a_session_has_ended(self, records, session):
        records.insert_session(session, now=session.since)
        records.end_session(session, now=session.since)
        records.end_session(session, now=session.since)
        assert records.find_session(session.id) == SessionRecord(session, ended=True, went_on=False)

    def test_know_for_a_while_that_a_session_went_on(self, records, session, clock):
        # Given a session that went on without the live store
        records.insert_session(session, now=session.since)
        records.go_on(session.id, for_=timedelta(seconds=1))
        assert records.find_session(session.id).went_on

        # Then that is forgotten, and the session is not
        def forgotten():
            clock.forward(seconds=1)
            return not records.find_session(session.id).went_on

        assert eventually(forgotten)
        assert records.find_session(session.id).session == session


def test_progress_goes_when_the_rental_does(rental_session, session, progress):
    # Given progress of a rental that ended before this margin
    store = CassandraProgress(rental_session)
    ended = replace(progress, playable_until=session.since - timedelta(minutes=5) + timedelta(seconds=1))
    store.keep_progress(session.customer_id, ended, now=session.since)
    # Then no row of it stays
    assert eventually(lambda: not store.progress_of_customer(session.customer_id))
