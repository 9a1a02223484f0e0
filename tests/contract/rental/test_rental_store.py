"""What every RentalStore does, shown on the fake and on Cassandra."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fakes.rental import InMemoryRentals, a_rental
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.cassandra_session import CassandraSession
from rental.ports import RentalIntent, RentalStore
from rental.rental import Rental
from rental.settings import RentalSettings
from videoclub.ids import RentalId

NOW = datetime(2026, 11, 21, 20, 15, 30, 123000, tzinfo=UTC)
MONTH = timedelta(days=30)
DAY_SHARDS = 4


@pytest.fixture(scope="module")
def cassandra(request):
    keyspace = request.getfixturevalue("rental_keyspace")
    settings = RentalSettings(
        cassandra_hosts=",".join(keyspace.endpoint.hosts),
        cassandra_port=keyspace.endpoint.port,
        cassandra_username=keyspace.endpoint.username,
        cassandra_password=keyspace.endpoint.password,
        cassandra_keyspace=keyspace.name,
        redis_url="",
        cursor_key="key",
        movies_function="",
        event_bus="",
        media_bucket="",
    )
    session = CassandraSession(settings)
    yield CassandraRentals(session, DAY_SHARDS)
    session.close()


@pytest.fixture(params=["fake", "cassandra"])
def store(request) -> RentalStore:
    if request.param == "fake":
        return InMemoryRentals(DAY_SHARDS)
    return request.getfixturevalue("cassandra")


def claimed(store: RentalStore, rental: Rental) -> Rental:
    return store.claim(RentalIntent(rental, "test-ok"), ttl=MONTH).rental


class TestRentalStore:
    def test_keeps_a_rental_whole(self, store):
        rental = a_rental(NOW)
        store.insert_rental(rental)
        assert store.find_rental(rental.id) == rental

    def test_knows_no_rental_it_was_not_given(self, store):
        assert store.find_rental(RentalId("nobody")) is None

    def test_records_a_rental_once(self, store):
        # Given a rental that is recorded
        first = a_rental(NOW)
        store.insert_rental(first)
        # When another comes under its id
        again = store.insert_rental(replace(first, rented_at=NOW + timedelta(hours=1)))
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
        store.release(second)
        # Then it holds; when its holder does, it is free
        assert claimed(store, second) == first
        store.release(first)
        assert claimed(store, second) == second

    def test_records_the_first_play_once(self, store):
        # Given a rental that was started
        rental = a_rental(NOW)
        claimed(store, rental)
        store.insert_rental(rental)
        first = store.start_rental(rental, now=NOW + timedelta(hours=1))
        # When it is started again
        second = store.start_rental(rental, now=NOW + timedelta(hours=2))
        # Then the first time counts, in the listings too
        assert first == second == store.find_rental(rental.id)
        assert second.first_played_at == NOW + timedelta(hours=1)
        assert list(store.rentals_of_customer(rental.customer_id, after=None, limit=10)) == [second]

    def test_pages_a_customers_rentals_newest_first(self, store):
        # Given rentals, two of them in the same millisecond
        newest = a_rental(NOW)
        others = [a_rental(NOW - timedelta(days=days), customer_id=newest.customer_id) for days in (1, 2, 2, 3)]
        for rental in (newest, *others):
            store.insert_rental(rental)
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
            store.insert_rental(rental)
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
