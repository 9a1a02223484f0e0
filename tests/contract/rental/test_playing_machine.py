"""Whatever happens to players and to Redis, who keeps watching plays on, and little is lost.

A customer with two films plays, pauses, stops, moves to another device or vanishes, while Redis is emptied or away.
Redis is real; the durable stores are in memory, and time is the test's.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fakes.cinema import CHECKPOINT_EVERY, SESSION_TTL, Cinema
from fakes.playback import SetClock
from rental.adapters.redis_playback import RedisPlayback
from rental.errors import SessionEnded, StreamLimitReached
from rental.playback import Playback, SessionRequest, StartedPlayback
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, RentalId

BEAT_EVERY_MAX_S = 20
LOST_MAX_S = CHECKPOINT_EVERY.seconds + BEAT_EVERY_MAX_S


class SwitchedRedis(RedisPlayback):
    """Redis behind a switch."""

    away = False

    def _commands(self):
        if self.away:
            raise ServiceUnavailable("The playback store is not answering.")
        return super()._commands()


@dataclass
class Viewer:
    """A device that plays: what it shows and says."""

    started: StartedPlayback
    rental_id: RentalId
    position_s: int
    heard_at: datetime
    environment: Playback


@dataclass
class Film:
    """What is true of a rental: where the viewer was, and the seconds played. `exact` until something may be lost."""

    viewer: Viewer | None = None
    position_s: int = 0
    played_s: int = 0
    nothing_lost: bool = True
    every_second_told: bool = True


@dataclass
class Past:
    """Sessions that somebody ended, and when the last one of them that just vanished was heard."""

    ended: list[StartedPlayback] = field(default_factory=list)
    vanished_at: datetime | None = None


class Playing(RuleBasedStateMachine):
    url: str
    admin: redis.Redis

    def __init__(self) -> None:
        super().__init__()
        self.store = type("Redis", (SwitchedRedis,), {})(self.url, SESSION_TTL, CHECKPOINT_EVERY, clock := SetClock())
        self.cinema = Cinema(clock=clock, sessions=self.store)
        self.environments = [self.cinema.playback, self.cinema.playback]
        self.films: dict[RentalId, Film] = {}
        self.past = Past()

    @initialize()
    def rent(self) -> None:
        customer_id = CustomerId(str(uuid4()))
        rentals = [self.cinema.rental(customer_id=customer_id, duration_s=1_000_000) for _ in range(2)]
        self.films = {rental.id: Film() for rental in rentals}

    # -- what viewers do

    @rule(number=st.integers(0, 1), environment=st.integers(0, 1))
    def start(self, number: int, environment: int) -> None:
        film = self._film(number)
        if film.viewer is None and not (self._is_away and self._somebody_vanished_lately):
            try:
                self._play(number, environment)
            except StreamLimitReached:
                assert self._somebody_vanished_lately

    @rule(number=st.integers(0, 1), environment=st.integers(0, 1))
    def move_to_another_device(self, number: int, environment: int) -> None:
        film = self._film(number)
        if film.viewer is not None:
            ended = film.viewer.started
            film.every_second_told &= not self._is_away
            self._play(number, environment, take_over=ended)
            self.past.ended.append(ended)

    @rule(seconds=st.integers(1, BEAT_EVERY_MAX_S), environment=st.integers(0, 1), pauses=st.booleans())
    def play_on(self, seconds: int, environment: int, *, pauses: bool) -> None:
        self.cinema.clock.forward(seconds=seconds)
        for film in self._watched:
            self._beat(film, playing=not pauses, on=self.environments[environment])

    @rule(number=st.integers(0, 1))
    def stop(self, number: int) -> None:
        film = self._film(number)
        if film.viewer is not None:
            film.every_second_told &= not self._is_away
            session = film.viewer.started.session
            film.viewer.environment.stop_session(session.customer_id, session.id, now=self.cinema.now)
            self.past.ended.append(film.viewer.started)
            film.viewer = None

    @rule(number=st.integers(0, 1))
    def vanish(self, number: int) -> None:
        film = self._film(number)
        if film.viewer is not None:
            film.every_second_told &= not self._is_away
            self.past.vanished_at = self.cinema.now
            film.viewer = None

    @rule()
    def nobody_does_anything(self) -> None:
        if not list(self._watched):
            self.cinema.clock.forward(seconds=60)

    # -- what happens to Redis

    @precondition(lambda self: not self._is_away)
    @rule()
    def redis_is_emptied(self) -> None:
        keys = list(self.admin.scan_iter("rental:*"))
        if keys:
            self.admin.delete(*keys)
        for film in self.films.values():
            film.nothing_lost = film.every_second_told = False

    @rule()
    def redis_goes_or_comes_back(self) -> None:
        self.store.__class__.away = not self._is_away
        for film in self.films.values():
            film.nothing_lost &= film.viewer is None and not self._is_away

    # -- what holds

    @precondition(lambda self: not self._is_away)
    @rule()
    def who_was_ended_stays_ended(self) -> None:
        for started in self.past.ended[-3:]:
            with pytest.raises(SessionEnded):
                self.cinema.report(started, 1)

    @invariant()
    def little_is_lost(self) -> None:
        for rental_id, film in self.films.items():
            found = self.cinema.position(self.cinema.rentals.recorded[rental_id])
            assert film.position_s - LOST_MAX_S <= found <= film.position_s
            assert found == film.position_s or not film.nothing_lost

    @invariant()
    def no_second_is_told_twice(self) -> None:
        for rental_id, film in self.films.items():
            assert self.cinema.watched_s(self.cinema.rentals.recorded[rental_id]) <= film.played_s

    @invariant()
    def who_watches_is_counted_within_the_limits(self) -> None:
        if not self._is_away:
            counts = self.store.list_watching()
            own = [counts.get(self.cinema.rentals.recorded[rental_id].movie_id, 0) for rental_id in self.films]
            assert max(own, default=0) <= 1

    def teardown(self) -> None:
        """Every second is told in the end, unless it was lost with Redis."""
        self.store.__class__.away = False
        for film in self._watched:
            self._beat(film)
        self.cinema.clock.forward(minutes=1)
        while self.cinema.playback.settle_silent_sessions(limit=100, now=self.cinema.now):
            pass
        for rental_id, film in self.films.items():
            told_s = self.cinema.watched_s(self.cinema.rentals.recorded[rental_id])
            assert told_s == film.played_s or not film.every_second_told

    # -- the model

    @property
    def _is_away(self) -> bool:
        return self.store.away

    @property
    def _watched(self) -> list[Film]:
        return [film for film in self.films.values() if film.viewer is not None]

    @property
    def _somebody_vanished_lately(self) -> bool:
        return self.past.vanished_at is not None and self.cinema.now - self.past.vanished_at < SESSION_TTL

    def _film(self, number: int) -> Film:
        return list(self.films.values())[number]

    def _play(self, number: int, environment: int, *, take_over: StartedPlayback | None = None) -> None:
        rental_id = list(self.films)[number]
        request = SessionRequest(
            str(uuid4()), confirm_start=True, take_over=take_over.session.id if take_over else None
        )
        on = self.environments[environment]
        started = self.cinema.play(self.cinema.rentals.recorded[rental_id], request, on=on)
        film, position_s = self.films[rental_id], started.session.position_s
        film.every_second_told &= not self._is_away
        film.position_s = position_s
        film.viewer = Viewer(started, rental_id, position_s, self.cinema.now, on)

    def _beat(self, film: Film, *, playing: bool = True, on: Playback | None = None) -> None:
        viewer = film.viewer
        assert viewer is not None
        viewer.environment = on or viewer.environment
        played_s = int((self.cinema.now - viewer.heard_at).total_seconds())
        heartbeat = self.cinema.report(
            viewer.started, viewer.position_s + played_s, playing=playing, on=viewer.environment
        )
        assert heartbeat.degraded == self._is_away
        viewer.position_s = film.position_s = viewer.position_s + played_s
        assert heartbeat.position_s == film.position_s
        viewer.heard_at = self.cinema.now
        film.played_s += played_s
        film.nothing_lost |= not self._is_away


def test_who_keeps_watching_plays_on_and_little_is_lost(service_redis, redis_store):
    machine = type("Playing", (Playing,), {})
    machine.url = service_redis("rental")
    machine.admin = redis.Redis.from_url(redis_store.admin_url, decode_responses=True)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
