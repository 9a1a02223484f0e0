"""What every RentalStore does, shown on the fake and on Cassandra."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api_client import eventually
from fakes.rental import InMemoryRentals, a_rental
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.day_shards import DayShards
from rental.errors import AlreadyStarted, RentalExpired
from rental.ports import RentalGivenUp, RentalStore
from rental.rental import Rental
from videoclub.ids import NOBODY, RentalId

NOW = datetime(2026, 11, 21, 20, 15, 30, 123000, tzinfo=UTC)
MONTH = timedelta(days=30)
DAY_SHARDS = 4


@pytest.fixture
def cassandra(rental_session):
    return CassandraRentals(rental_session, DayShards(DAY_SHARDS))


@pytest.fixture(params=["fake", "cassandra"])
def store(request) -> RentalStore:
    if request.param == "fake":
        return InMemoryRentals(DAY_SHARDS)
    return request.getfixturevalue("cassandra")


def claimed(store: RentalStore, rental: Rental) -> Rental:
    return store.claim(rental, ttl=MONTH)


def recorded(store: RentalStore, rental: Rental) -> Rental:
    stored = store.insert_rental(rental)
    store.list_rental(stored)
    return stored


class TestRentalStore:
    def test_keeps_a_rental_whole(self, store):
        rental = a_rental(NOW)
        recorded(store, rental)
        assert store.find_rental(rental.id) == rental

    def test_knows_no_rental_it_was_not_given(self, store):
        assert store.find_rental(RentalId("nobody")) is None

    def test_records_a_rental_once(self, store):
        # Given a rental that is recorded
        first = recorded(store, a_rental(NOW))
        # When another comes under its id
        again = recorded(store, replace(first, rented_at=NOW + timedelta(hours=1)))
        # Then the first one stands, and is listed once
        assert again == first
        assert list(store.rentals_of_customer(first.customer_id, after=None, limit=10)) == [first]

    def test_gives_a_film_to_one_claim(self, store):
        # Given two requests of a customer for a film
        first = a_rental(NOW)
        second = replace(first, id=RentalId(f"{first.id}-2"))
        # When both claim it
        assert claimed(store, first) == first
        # Then the second learns who holds it
        assert claimed(store, second) == first

    def test_gives_the_first_claim_back_to_its_repetition(self, store):
        first = a_rental(NOW)
        claimed(store, first)
        assert claimed(store, replace(first, rented_at=NOW + timedelta(minutes=1))) == first

    def test_gives_a_film_to_one_of_many_claims_at_once(self, store):
        # Given many requests at the same time
        first = a_rental(NOW)
        rivals = [replace(first, id=RentalId(f"{first.id}-{n}")) for n in range(12)]
        with ThreadPoolExecutor(12) as pool:
            holders = set(pool.map(lambda rental: claimed(store, rental).id, rivals))
        assert len(holders) == 1

    def test_frees_a_film_only_for_its_holder(self, store):
        # Given a claim
        first = a_rental(NOW)
        second = replace(first, id=RentalId(f"{first.id}-2"))
        claimed(store, first)
        # When another releases it
        store.release(first.customer_id, first.movie_id, second.id)
        # Then it holds; when its holder does, it is free
        assert store.find_claim(first.customer_id, first.movie_id) == first
        store.release(first.customer_id, first.movie_id, first.id)
        assert store.find_claim(first.customer_id, first.movie_id) is None
        assert claimed(store, second) == second

    def test_a_claim_ends_by_itself(self, store):
        if isinstance(store, InMemoryRentals):
            pytest.skip("claims of the fake do not expire")
        first = a_rental(NOW)
        store.claim(first, ttl=timedelta(seconds=1))
        second = replace(first, id=RentalId(f"{first.id}-2"))
        eventually(lambda: claimed(store, second) == second)

    def test_records_the_first_play_once(self, store):
        # Given a rental that was started
        rental = recorded(store, a_rental(NOW))
        first = store.start_rental(rental, now=NOW + timedelta(hours=1))
        # When it is started again, from the same reading
        second = store.start_rental(rental, now=NOW + timedelta(hours=2))
        store.list_rental(second)
        # Then the first time counts, in the listings too
        assert first == second == store.find_rental(rental.id)
        assert second.first_played_at == NOW + timedelta(hours=1)
        assert list(store.rentals_of_customer(rental.customer_id, after=None, limit=10)) == [second]

    def test_records_the_cancellation_once(self, store):
        # Given a rental that was cancelled
        rental = recorded(store, a_rental(NOW))
        first = store.cancel_rental(rental, now=NOW + timedelta(hours=1))
        # When it is cancelled again, from the same reading
        second = store.cancel_rental(rental, now=NOW + timedelta(hours=2))
        store.list_rental(second)
        # Then the first time counts, also for those who read the day
        assert first == second == store.find_rental(rental.id)
        assert second.cancelled_at == NOW + timedelta(hours=1)
        assert list(store.rentals_of_customer(rental.customer_id, after=None, limit=10)) == [second]
        of_day = [
            found
            for shard in range(DAY_SHARDS)
            for found in store.rentals_of_day_shard(NOW.date(), shard, after=None, limit=1000)
        ]
        assert second in of_day

    def test_decides_between_a_first_play_and_a_cancellation(self, store):
        # Given two rentals
        played, cancelled = (recorded(store, a_rental(NOW)) for _ in range(2))
        store.start_rental(played, now=NOW)
        store.cancel_rental(cancelled, now=NOW)
        # When the other step comes, from the same reading
        with pytest.raises(AlreadyStarted):
            store.cancel_rental(played, now=NOW)
        with pytest.raises(RentalExpired):
            store.start_rental(cancelled, now=NOW)

    def test_lets_one_of_a_play_and_a_cancellation_at_once_win(self, store):
        # Given a rental
        rental = recorded(store, a_rental(NOW))

        def attempt(step):
            try:
                return step(rental, now=NOW)
            except (AlreadyStarted, RentalExpired):
                return None

        # When it is played and cancelled by many at once
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(attempt, [store.start_rental, store.cancel_rental] * 4))
        # Then all who succeeded saw the same
        assert {outcome for outcome in outcomes if outcome} == {store.find_rental(rental.id)}
        assert sum(outcome is None for outcome in outcomes) == 4

    def test_nobody_starts_or_cancels_what_is_closed(self, store):
        rental = recorded(store, a_rental(NOW))
        assert store.close_rental(rental, now=NOW) == rental
        with pytest.raises(RentalExpired):
            store.start_rental(rental, now=NOW)
        with pytest.raises(RentalExpired):
            store.cancel_rental(rental, now=NOW)

    def test_closes_only_what_nobody_started(self, store):
        rental = recorded(store, a_rental(NOW))
        started = store.start_rental(rental, now=NOW)
        assert store.close_rental(rental, now=NOW) == started

    def test_what_was_given_up_is_never_recorded(self, store):
        # Given an id that was given up, twice
        rental = a_rental(NOW)
        assert store.give_up_rental(rental.id, now=NOW)
        assert store.give_up_rental(rental.id, now=NOW)
        # When it is recorded after all
        with pytest.raises(RentalGivenUp):
            store.insert_rental(rental)
        # Then it is no rental
        assert store.find_rental(rental.id) is None

    def test_what_is_recorded_is_not_given_up(self, store):
        rental = recorded(store, a_rental(NOW))
        assert not store.give_up_rental(rental.id, now=NOW)
        assert store.find_rental(rental.id) == rental

    def test_pages_a_customers_rentals_newest_first(self, store):
        # Given rentals, two of them in the same millisecond
        newest = a_rental(NOW)
        others = [a_rental(NOW - timedelta(days=days), customer_id=newest.customer_id) for days in (1, 2, 2, 3)]
        for rental in (newest, *others):
            recorded(store, rental)
        # When they are read by two
        seen, after = [], None
        while page := store.rentals_of_customer(newest.customer_id, after=after, limit=2):
            seen += page
            after = page[-1].position
        # Then none is missed and none comes twice
        assert seen == sorted([newest, *others], key=lambda rental: rental.position, reverse=True)

    def test_finds_every_rental_of_a_day_in_one_shard(self, store):
        # Given rentals of a day and of the days around it
        day = datetime(2031, 5, 1, tzinfo=UTC)
        rentals = [a_rental(day + timedelta(minutes=n)) for n in range(20)]
        others = [a_rental(day - timedelta(milliseconds=1)), a_rental(day + timedelta(days=1))]
        for rental in (*rentals, *others):
            recorded(store, rental)
        # When all shards are read
        found = [
            rental
            for shard in range(DAY_SHARDS)
            for rental in store.rentals_of_day_shard(day.date(), shard, after=None, limit=100)
        ]
        # Then each is there once
        assert sorted(rental.id for rental in found) == sorted(rental.id for rental in rentals)

    def test_answers_a_ping(self, store):
        store.ping()


def test_more_shards_from_a_day_on_leave_what_is_written_in_its_place(rental_session):
    # Given a rental that was listed before anybody knew of more shards
    first, second = datetime(2032, 5, 1, tzinfo=UTC), datetime(2032, 5, 2, tzinfo=UTC)
    before = CassandraRentals(rental_session, DayShards(2))
    rental = recorded(before, a_rental(first))
    # When there are more from the next day on, and it is listed again, as it is when it is played
    after = CassandraRentals(rental_session, DayShards(2, {second.date(): 64}))
    after.list_rental(rental)
    later = [recorded(after, a_rental(second)) for _ in range(20)]

    def listed(day: datetime) -> dict[RentalId, tuple[int, str]]:
        found = [
            (rental.id, (shard, rental.customer_id))
            for shard in range(64)
            for rental in after.rentals_of_day_shard(day.date(), shard, after=None, limit=100)
        ]
        assert len(found) == len(dict(found))
        return dict(found)

    # Then it is there once, where it was; later ones are spread over more
    assert listed(first)[rental.id][0] < 2
    assert listed(second).keys() == {each.id for each in later}
    assert max(shard for shard, _ in listed(second).values()) >= 2
    # And who is erased is found in it
    after.strip_rental(rental)
    assert listed(first)[rental.id][1] == NOBODY
