"""Redis is emptied, frozen or killed under people who play: they play on, and rent, and little is lost."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

import pytest
import redis

from api_client import eventually
from fakes.rental import CountingPayments, FakeMedia, FixedQuotes, RecordedEvents
from rental.errors import StreamLimitReached
from rental.playback import SessionRequest, StartedPlayback
from rental.playback_session import Heartbeat
from rental.rental import Rental
from rental.renting import RentalRequest
from rental.wiring import Wiring, wire
from rental_proof.environment_settings import rental_settings
from stores import started
from videoclub.clock import utc_now
from videoclub.drivers import redis as driver
from videoclub.drivers.breaker import FAILURES_MAX, OPEN_FOR_S
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId
from videoclub_local.provision import provision_redis
from videoclub_local.stores.redis import RedisStore


@dataclass
class Shop:
    """Rental on real stores, of which Redis may be treated badly; `asked` counts what waits for Redis."""

    store: RedisStore
    wiring: Wiring
    quotes: FixedQuotes
    client: redis.Redis
    asked: Iterator[int]

    def rent(self) -> Rental:
        request = RentalRequest(CustomerId(str(uuid4())), self.quotes.offer(duration_s=400).movie_id, "test-ok", "key")
        return self.wiring.renting.rent_movie(request, now=utc_now())

    def play(self, rental: Rental, device: str = "tv") -> StartedPlayback:
        rental = self.wiring.renting.read_rental(rental.customer_id, rental.id)
        request = SessionRequest(device, confirm_start=True)
        return self.wiring.playback.start_session(rental, request, now=utc_now())

    def report(self, playing: StartedPlayback, position_s: int) -> Heartbeat:
        session = playing.session
        return self.wiring.playback.report_playback(
            session.customer_id, session.id, position_s=position_s, playing=True, now=utc_now()
        )

    def position(self, rental: Rental) -> int:
        rental = self.wiring.renting.read_rental(rental.customer_id, rental.id)
        return self.wiring.playback.read_playback(rental, now=utc_now())

    def is_back(self) -> bool:
        """Whether this environment asks Redis again."""
        return eventually(self._counts, timeout_s=OPEN_FOR_S + 10)

    def _counts(self) -> bool:
        try:
            self.wiring.watching.count_watching(MovieId("any"))
        except ServiceUnavailable:
            return False
        return True

    @contextmanager
    def frozen(self) -> Iterator[None]:
        pid = self.store.status().pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def own_redis(stores_home) -> Iterator[RedisStore]:
    """A Redis that nobody else uses."""
    store = started(RedisStore(stores_home / "outage", {}))
    yield store
    store.erase()


@pytest.fixture
def shop(own_redis: RedisStore, rental_keyspace, monkeypatch) -> Shop:
    user = f"rental-{uuid4()}"
    url = provision_redis(own_redis.admin_url, {user: "password"})[user]
    admin = redis.Redis.from_url(own_redis.admin_url)
    admin.execute_command("ACL", "SETUSER", user, "~rental:*")
    admin.acl_save()
    settings = rental_settings(rental_keyspace, redis_url=url)
    quotes = FixedQuotes()
    wiring = wire(settings, quotes=quotes, payments=CountingPayments(), media=FakeMedia(), events=RecordedEvents())
    client, asked = driver.connect(url), count()
    evalsha = client.evalsha

    def counted(*arguments):
        next(asked)
        return evalsha(*arguments)

    monkeypatch.setattr(client, "evalsha", counted)
    return Shop(own_redis, wiring, quotes, admin, asked)


def test_a_flush_loses_no_session_and_little_progress(shop):
    # Given somebody who plays and was heard once
    rental = shop.rent()
    playing = shop.play(rental)
    shop.report(playing, 100)
    # When Redis is emptied
    shop.client.flushall()
    # Then the position is there, the session goes on, and its place is taken
    assert shop.position(rental) == 100
    heartbeat = shop.report(playing, 101)
    assert (heartbeat.position_s, heartbeat.degraded) == (101, False)
    with pytest.raises(StreamLimitReached):
        shop.play(rental, "phone")


def test_a_frozen_redis_costs_the_first_calls_and_nobody_a_film(shop):
    # Given somebody who plays
    rental = shop.rent()
    playing = shop.play(rental)
    assert not shop.report(playing, 100).degraded
    # When Redis does not answer
    with shop.frozen():
        before = next(shop.asked)
        beats = [shop.report(playing, position_s) for position_s in range(101, 131)]
        # Then every heartbeat is taken, and only the first ones waited
        assert all(beat.degraded for beat in beats)
        assert beats[-1].position_s == 130
        waited = next(shop.asked) - before - 1
        assert waited <= FAILURES_MAX + 1  # one more, should this machine be so slow that a retry is due
        # And others rent and begin to play
        other = shop.rent()
        assert shop.play(other).degraded
    # When it goes on, so do they, and the limits hold
    assert shop.is_back()
    heartbeat = shop.report(playing, 131)
    assert (heartbeat.position_s, heartbeat.degraded) == (131, False)
    with pytest.raises(StreamLimitReached):
        shop.play(rental, "phone")


def test_a_killed_redis_is_not_missed(shop):
    # Given somebody who plays
    rental = shop.rent()
    playing = shop.play(rental)
    shop.report(playing, 100)
    # When Redis is killed
    pid = shop.store.status().pid
    os.kill(pid, signal.SIGKILL)
    assert shop.report(playing, 110).degraded
    begun = shop.rent()
    second = shop.play(begun)
    assert second.degraded
    assert shop.position(rental) == 110
    # Then it is started again, and all go on
    shop.store.start()
    assert shop.is_back()
    assert shop.report(playing, 120).position_s == 120
    assert not shop.report(second, 5).degraded
    with pytest.raises(StreamLimitReached):
        shop.play(begun, "phone")
