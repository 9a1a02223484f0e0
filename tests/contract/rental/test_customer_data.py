"""What Rental holds on a person, on fakes and on Cassandra and Redis: told whole, and erased but for the accounting."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from fakes.playback import InMemoryPlayback, InMemoryProgress, InMemorySessionRecords
from fakes.rental import InMemoryReminders, InMemoryRentals, a_rental
from rental.adapters.cassandra_progress import CassandraProgress, CassandraSessionRecords
from rental.adapters.cassandra_reminders import CassandraReminders
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.redis_playback import RedisPlayback
from rental.customer_data import CustomerData
from rental.day_shards import DayShards
from rental.playback_session import Over, PlaybackSession, Progress, StreamLimits
from rental.ports import PlaybackStore, ProgressStore, Reminders, RentalStore, SessionRecords
from rental.reminder import Reminder, Step, minute_of
from rental.rental import Rental
from videoclub.errors import ServiceUnavailable
from videoclub.ids import NOBODY, CustomerId, PlaybackSessionId

MONTH = timedelta(days=30)
DAY_SHARDS = 4
TTL = CHECKPOINT_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Stores:
    rentals: RentalStore
    reminders: Reminders
    playback: PlaybackStore
    progress: ProgressStore
    records: SessionRecords

    @property
    def customer_data(self) -> CustomerData:
        return CustomerData(self.rentals, self.reminders, self.playback, self.progress, self.records)

    def rent(self, now: datetime, **changes: Any) -> Rental:
        rental = a_rental(now, **changes)
        self.rentals.claim(rental, ttl=MONTH)
        self.reminders.file(Reminder.of(rental, Step.EXPIRED, rental.expires_at))
        return self.record(rental)

    def record(self, rental: Rental) -> Rental:
        recorded = self.rentals.insert_rental(rental)
        self.rentals.list_rental(recorded)
        return recorded

    def play(self, rental: Rental, now: datetime) -> PlaybackSession:
        session = PlaybackSession(
            PlaybackSessionId(str(uuid4())),
            rental.customer_id,
            rental.id,
            rental.movie_id,
            "tv",
            "Living room",
            since=now,
            rental_expires_at=now + MONTH,
            duration_s=40,
        )
        self.records.insert_session(session, now=now)
        self.playback.start_session(session, limits=StreamLimits(9, 9))
        self.playback.report(session.customer_id, session.id, position_s=9, playing=True)
        progress = Progress(rental.id, rental.movie_id, 7, 40, now, playable_until=session.rental_expires_at)
        self.progress.keep_progress(rental.customer_id, progress, now=now)
        return session

    def of_day(self, rental: Rental) -> list[Rental]:
        """The rental as the day's shards have it."""
        found = [
            each
            for shard in range(DAY_SHARDS)
            for each in self.rentals.rentals_of_day_shard(rental.rented_at.date(), shard, after=None, limit=1000)
        ]
        return [each for each in found if each.id == rental.id]


def fake_stores(playback: InMemoryPlayback) -> Stores:
    return Stores(
        InMemoryRentals(DAY_SHARDS), InMemoryReminders(), playback, InMemoryProgress(), InMemorySessionRecords()
    )


@pytest.fixture(params=["fake", "real"])
def stores(request) -> Stores:
    if request.param == "fake":
        return fake_stores(InMemoryPlayback())
    session = request.getfixturevalue("rental_session")
    redis_url = request.getfixturevalue("service_redis")("rental")
    return Stores(
        CassandraRentals(session, DayShards(DAY_SHARDS)),
        CassandraReminders(session, DAY_SHARDS),
        RedisPlayback(redis_url, TTL, CHECKPOINT_EVERY),
        CassandraProgress(session),
        CassandraSessionRecords(session),
    )


@pytest.fixture
def now() -> datetime:
    """Redis counts its TTLs by its own clock."""
    return datetime.now(UTC).replace(microsecond=0)


class TestCustomerData:
    def test_tells_a_person_rentals_progress_and_live_sessions(self, stores, now):
        # Given
        rental = stores.rent(now)
        stores.rent(now)
        session = stores.play(rental, now)

        # When
        export: Any = stores.customer_data.export_customer(rental.customer_id)

        # Then
        assert [(each["id"], each["payment_id"]) for each in export["rentals"]] == [(rental.id, rental.payment_id)]
        assert export["rentals"][0]["price"] == {"amount": "3.99", "currency": "EUR"}
        assert [each["position_s"] for each in export["progress"]] == [9]
        assert [(each["id"], each["device_name"]) for each in export["playback_sessions"]] == [
            (session.id, "Living room")
        ]

    def test_tells_a_stranger_nothing(self, stores):
        export = stores.customer_data.export_customer(CustomerId(str(uuid4())))
        assert export == {"rentals": [], "progress": [], "playback_sessions": []}

    def test_erased_a_rental_is_nobodys_wherever_it_is_recorded(self, stores, now):
        # Given more rentals than a page has, and one of somebody else
        rental = stores.rent(now)
        others = [stores.rent(now, customer_id=rental.customer_id) for _ in range(101)]
        of_somebody_else = stores.rent(now)

        # When
        for _ in range(2):
            stores.customer_data.erase_customer(rental.customer_id)

        # Then
        assert stores.rentals.rentals_of_customer(rental.customer_id, after=None, limit=10) == []
        assert stores.rentals.rentals_of_customer(NOBODY, after=None, limit=10) == []
        for each in (rental, others[-1]):
            assert stores.rentals.find_rental(each.id) == replace(each, customer_id=NOBODY)
            assert stores.of_day(each) == [replace(each, customer_id=NOBODY)]
        assert stores.rentals.find_rental(of_somebody_else.id) == of_somebody_else

    def test_erased_the_claim_on_the_film_is_given_up(self, stores, now):
        # Given
        rental = stores.rent(now)

        # When
        stores.customer_data.erase_customer(rental.customer_id)

        # Then
        another = replace(rental, id=a_rental(now).id)
        assert stores.rentals.claim(another, ttl=MONTH) == another

    def test_erased_no_note_on_the_end_of_a_rental_names_the_customer(self, stores, now):
        # Given a rental that was started
        rental = stores.rent(now)
        started = stores.rentals.start_rental(rental, now=now)
        stores.rentals.list_rental(started)
        stores.reminders.file(Reminder.of(started, Step.EXPIRED, started.expires_at))

        # When
        stores.customer_data.erase_customer(rental.customer_id)

        # Then
        noted = [
            note.customer_id for end in (rental, started) for note in stores.reminders.due_in(minute_of(end.expires_at))
        ]
        assert rental.customer_id not in noted

    def test_erased_nothing_is_played_or_known_of_playing(self, stores, now):
        # Given
        rental = stores.rent(now)
        session = stores.play(rental, now)

        # When
        stores.customer_data.erase_customer(rental.customer_id)

        # Then
        assert stores.records.find_session(session.id) is None
        assert stores.records.sessions_of_customer(rental.customer_id) == []
        assert stores.progress.progress_of_customer(rental.customer_id) == []
        assert stores.playback.progress([rental.id]) == {}
        assert stores.playback.count_watching(rental.movie_id) == 0
        assert isinstance(stores.playback.report(rental.customer_id, session.id, position_s=20, playing=True), Over)

    def test_what_ends_late_does_not_bring_the_customer_back(self, stores, now):
        # Given an erased rental
        rental = stores.rent(now)
        stores.customer_data.erase_customer(rental.customer_id)

        # When requests that began before it end
        again = stores.record(rental)
        started = stores.rentals.start_rental(rental, now=now)
        stores.rentals.list_rental(started)

        # Then
        assert (again.customer_id, started.customer_id) == (NOBODY, NOBODY)
        assert stores.rentals.rentals_of_customer(rental.customer_id, after=None, limit=10) == []
        assert [each.customer_id for each in stores.of_day(rental)] == [NOBODY]


def test_without_redis_nothing_counts_as_erased(now):
    # Given
    playback = InMemoryPlayback(broken=True)
    stores = fake_stores(playback)
    rental = stores.rent(now)

    # When
    with pytest.raises(ServiceUnavailable):
        stores.customer_data.erase_customer(rental.customer_id)

    # Then it is found again by the next attempt
    playback.broken = False
    stores.customer_data.erase_customer(rental.customer_id)
    assert stores.rentals.find_rental(rental.id) == replace(rental, customer_id=NOBODY)
