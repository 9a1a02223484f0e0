"""Many clients at once, and stores that are killed under them: nothing acknowledged is lost, nothing is there twice."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from threading import Lock

import pytest

from api_client import eventually
from databases import FUNCTIONS, Keyspace
from fakes.rental import FakeMedia, FixedQuotes, RecordedEvents
from gateway import call, token, verifier_of_test_tokens
from rental import api
from rental.adapters.cassandra_session import CassandraSession
from rental.errors import RequestInProgress
from rental.playback import SessionRequest
from rental.rental import Rental
from rental.renting import RentalRequest
from rental.wiring import Wiring, wire
from rental_proof.books import Books
from rental_proof.bounds import bounded
from rental_proof.environment_settings import rental_settings
from rental_proof.shop import DAY_SHARDS
from stores import started
from videoclub.clock import utc_now
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, new_id
from videoclub_local.migrations import apply_cql
from videoclub_local.provision import provision_cassandra, provision_redis
from videoclub_local.stores.cassandra import CassandraStore
from videoclub_local.stores.redis import RedisStore
from videoclub_local.stores.store import Store

THREADS = 100
CLIENTS = 8
RENTALS, KILLS = bounded((300, 2), (5_000, 10))


def an_environment(keyspace: Keyspace, quotes: FixedQuotes, events: RecordedEvents, redis_url: str = "") -> Wiring:
    settings = rental_settings(keyspace, day_shards=DAY_SHARDS, redis_url=redis_url)
    return wire(settings, quotes=quotes, media=FakeMedia(), events=events)


def test_one_key_from_many_threads_is_one_rental(rental_keyspace: Keyspace, monkeypatch: pytest.MonkeyPatch):
    # Given environments that share nothing but the store
    quotes, events = FixedQuotes(), RecordedEvents()
    environments = [an_environment(rental_keyspace, quotes, events) for _ in range(4)]
    turns = count()
    monkeypatch.setattr(api, "wired", lambda: environments[next(turns) % len(environments)])
    monkeypatch.setattr(api.routes, "verifier", verifier_of_test_tokens)
    customer = CustomerId(new_id())
    body = {"movie_id": quotes.offer().movie_id, "payment_method": "test-twice"}
    bearer = token(customer)

    # When a customer's request arrives a hundred times at once
    def rent(_: int) -> tuple[int, str] | None:
        answer = call(api.app, "POST", "/rentals", body=body, headers={"Idempotency-Key": "one"}, token=bearer)
        return None if answer.status == 503 else (answer.status, answer.text)

    with ThreadPoolExecutor(THREADS) as pool:  # on a busy machine some contend for too long, and ask again
        answers = Counter(pool.map(lambda n: eventually(lambda: rent(n), timeout_s=120), range(THREADS)))

    # Then all have the same answer, byte for byte, and there is one rental with one charge
    assert [status for status, _ in answers] == [201], answers
    session = CassandraSession(rental_settings(rental_keyspace))
    books = Books(session, DAY_SHARDS, [customer], payment_ids=[])
    assert (len(books.rentals), books.contradictions(utc_now())) == (1, [])
    assert len({event.event_id for event in events.told}) == 1
    session.close()


@dataclass(frozen=True)
class OwnStores:
    """Cassandra and Redis for the tests that kill them."""

    cassandra: CassandraStore
    redis: RedisStore
    keyspace: Keyspace
    redis_url: str

    def kill(self, store: Store) -> None:
        """SIGKILL it, and start it again at once."""
        pid = store.status().pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        store.start()


@pytest.fixture
def own_stores(stores_home: Path) -> Iterator[OwnStores]:
    home = stores_home / "killed"
    cassandra, redis = started(CassandraStore(home, {})), started(RedisStore(home, {}))
    endpoint = provision_cassandra(cassandra.endpoint, "rental", "a-password")
    apply_cql(endpoint, "rental", FUNCTIONS / "rental" / "migrations")
    redis_url = provision_redis(redis.admin_url, {"rental": "a-password"})["rental"]
    yield OwnStores(cassandra, redis, Keyspace(endpoint, "rental"), redis_url)
    cassandra.erase()
    redis.erase()


@dataclass
class Clients:
    """Customers who ask again, with the same key, until they have an answer."""

    keyspace: Keyspace
    redis_url: str
    quotes: FixedQuotes = field(default_factory=FixedQuotes)
    events: RecordedEvents = field(default_factory=RecordedEvents)
    acknowledged: dict[str, Rental] = field(default_factory=dict)
    unanswered: int = 0
    _counting: Lock = field(default_factory=Lock)

    def rent(self, numbers: range) -> None:
        """One client's rentals; every fifth is played, every seventh cancelled."""
        environment = an_environment(self.keyspace, self.quotes, self.events, self.redis_url)
        movies = list(self.quotes.quotes)
        for number in numbers:
            request = RentalRequest(CustomerId(f"c{number}"), movies[number % len(movies)], "test-timeout", "k")
            rental = self._until_answered(
                lambda request=request: environment.renting.rent_movie(request, now=utc_now())
            )
            self.acknowledged[rental.id] = rental
            if number % 5 == 0:
                self._until_answered(lambda rental=rental: self._play(environment, rental))
            elif number % 7 == 0:
                self._until_answered(lambda rental=rental: environment.cancelling.cancel_rental(rental, now=utc_now()))

    @staticmethod
    def _play(environment: Wiring, rental: Rental) -> Rental:
        """As the route does it: the rental is read again."""
        found = environment.renting.read_rental(rental.customer_id, rental.id)
        environment.playback.start_session(found, SessionRequest("tv", confirm_start=True), now=utc_now())
        return found

    def _until_answered(self, ask):
        def answer():
            try:
                return ask()
            except (ServiceUnavailable, RequestInProgress):
                with self._counting:
                    self.unanswered += 1
                return None

        return eventually(answer, timeout_s=120)


def test_killed_stores_lose_and_double_nothing(own_stores: OwnStores):
    # Given clients who rent, play and cancel
    clients = Clients(own_stores.keyspace, own_stores.redis_url)
    for _ in range(50):
        clients.quotes.offer()
    begun: datetime = utc_now()
    shares = [range(number, RENTALS, CLIENTS) for number in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(clients.rent, share) for share in shares]
        # When Cassandra and Redis are killed under them, again and again
        for kill in range(KILLS):
            wanted = RENTALS * (kill + 1) // (KILLS + 2)
            eventually(lambda wanted=wanted: len(clients.acknowledged) >= wanted, timeout_s=300)
            own_stores.kill(own_stores.cassandra)
            own_stores.kill(own_stores.redis)
        for client in as_completed(running):
            client.result()

    # Then, when the sweeper has been there, all that was answered is there once, in every table, and paid once
    environment = an_environment(own_stores.keyspace, clients.quotes, clients.events)
    later = utc_now() + timedelta(minutes=20)
    environment.sweeping.reminders.save_progress(begun.replace(second=0, microsecond=0))
    environment.sweeping.sweep(clock=lambda: later, deadline=later + timedelta(hours=1))
    books = Books(CassandraSession(rental_settings(own_stores.keyspace)), DAY_SHARDS)
    assert books.contradictions(utc_now()) == []
    assert {rental.id: rental.as_recorded() for rental in books.rentals.values()} == {
        rental_id: rental.as_recorded() for rental_id, rental in clients.acknowledged.items()
    }
    assert len(books.rentals) == RENTALS
    assert clients.unanswered  # the kills were felt
    books.session.close()
