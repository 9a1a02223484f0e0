"""What holds for playback on Redis alone: its clock, its keys, one round trip a heartbeat, and a Redis that is away."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import redis

from api_client import eventually
from fakes.playback import SetClock, another
from rental.adapters.redis_playback import RedisPlayback
from rental.playback_session import Beat, Over, StreamLimits
from videoclub.errors import ServiceUnavailable

TTL = timedelta(seconds=30)
SHORT_TTL = timedelta(seconds=0.4)
CHECKPOINT = timedelta(seconds=30)
LIMITS = StreamLimits(per_customer=2, per_movie=1)


@pytest.fixture
def url(service_redis) -> str:
    return service_redis("rental")


@pytest.fixture
def admin(redis_store) -> redis.Redis:
    return redis.Redis.from_url(redis_store.admin_url, decode_responses=True)


@pytest.fixture
def emptied(url, admin) -> str:
    """The URL of a Redis that knows none of the rentals' sessions."""
    keys = list(admin.scan_iter("rental:*"))
    if keys:
        admin.delete(*keys)
    return url


def start(store, session, **options):
    return store.start_session(session, limits=LIMITS, **options).in_the_way


def report(store, session, position_s, *, playing=True):
    return store.report(session.customer_id, session.id, position_s=position_s, playing=playing)


def test_every_key_has_a_time_to_live(url, admin, session):
    # Given a session that played, told, was taken over, stopped and left seconds behind
    store = RedisPlayback(url, TTL, CHECKPOINT)
    start(store, session)
    report(store, session, 10)
    second = another(session)
    start(store, second, take_over=session.id)
    report(store, second, 10)
    store.stop_session(second.customer_id, second.id)
    store.silent_sessions(limit=100)
    start(store, another(session))
    # Then none of the service's keys stays for ever
    keys = list(admin.scan_iter("rental:*"))
    assert f"rental:streams:{session.customer_id}" in keys
    assert {"rental:watching", "rental:untold", "rental:born"} <= set(keys)
    assert [key for key in keys if admin.ttl(key) < 0] == []


def test_environments_whose_clocks_differ_agree(url, session):
    # Given two environments two minutes before and after the time, neither of which Redis asks
    behind, ahead = (replace(session, since=session.since + timedelta(minutes=minutes)) for minutes in (-2, 2))
    store = RedisPlayback(url, TTL, CHECKPOINT)
    # When one starts a session and the other meets it
    start(store, ahead)
    [met] = start(store, another(behind))
    # Then it lives for both, since the time that Redis says
    assert met.session_id == session.id
    assert abs(met.since - session.since) < timedelta(seconds=30)
    assert isinstance(report(store, behind, 5), Beat)
    assert store.count_watching(session.movie_id) == 1


def test_counts_fall_by_themselves(url, session):
    # Given two sessions of a film that live by Redis' clock
    store = RedisPlayback(url, SHORT_TTL, CHECKPOINT)
    start(store, session)
    start(store, another(session, customer_id=str(uuid4())))
    assert store.count_watching(session.movie_id) == store.list_watching()[session.movie_id] == 2
    # When nothing is heard of them, they are gone
    assert eventually(lambda: store.count_watching(session.movie_id) == 0)
    assert session.movie_id not in store.list_watching()
    assert report(store, session, 5) == Over(lost=False)


def test_a_heartbeat_is_one_round_trip(url, admin, session):
    # Given a session whose scripts Redis knows
    store = RedisPlayback(url, TTL, CHECKPOINT)
    start(store, session)
    report(store, session, 1)
    # When a heartbeat is watched on the server
    with admin.monitor() as monitor:
        report(store, session, 2)
        admin.echo("done")
        seen = []
        while "done" not in seen[-1:]:
            command = monitor.next_command()
            if command["client_type"] != "lua" and session.id in command["command"]:
                seen.append(command["command"].split()[0])
            if "done" in command["command"]:
                seen.append("done")
    assert seen == ["EVALSHA", "done"]


def test_scripts_that_redis_forgot_are_brought_again(url, admin, session):
    store = RedisPlayback(url, TTL, CHECKPOINT)
    start(store, session)
    admin.script_flush()
    assert isinstance(report(store, session, 5), Beat)


def test_a_flushed_redis_may_have_lost_a_session_for_as_long_as_one_lives(emptied, clock, session):
    # Given a session that Redis has forgotten
    store = RedisPlayback(emptied, TTL, CHECKPOINT, clock)
    # When it reports, it may have been lost; once everybody was heard who lives, none is
    assert report(store, session, 10) == Over(lost=True)
    clock.forward(seconds=29)
    assert report(store, session, 10) == Over(lost=True)
    clock.forward(seconds=1)
    assert report(store, session, 10) == Over(lost=False)


def test_a_lost_session_goes_on_from_what_was_kept_of_it(emptied, clock: SetClock, session):
    # Given a flushed Redis, and a session kept at 30 s
    store = RedisPlayback(emptied, TTL, CHECKPOINT, clock)
    kept = replace(session, position_s=30, position_at=clock.forward(seconds=30))
    clock.forward(seconds=15)
    # When it is revived and reports
    assert not start(store, kept, revived=True)
    beat = report(store, kept, 45)
    assert isinstance(beat, Beat)
    assert beat.untold is not None
    # Then it goes on, and what it played since is told
    assert (beat.session.position_s, beat.untold.until_s - beat.untold.from_s) == (45, 15)


def test_a_redis_that_is_gone_is_named():
    gone = RedisPlayback("redis://127.0.0.1:1/0", TTL, CHECKPOINT)
    with pytest.raises(ServiceUnavailable):
        gone.ping()
    with pytest.raises(ServiceUnavailable):
        gone.list_watching()
