"""What limits of requests rely on from the store that counts: windows slide, and count a request all or none."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import redis

from fakes.requests import MemoryRequests
from videoclub.drivers.redis import connect
from videoclub.drivers.redis_requests import RedisRequests
from videoclub.errors import ServiceUnavailable
from videoclub.rate_limits import Limit, RequestCounter, Window

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a window begins
TEN = Limit("ten", 10, MINUTE)
THREE = Limit("three", 3, MINUTE)


@pytest.fixture(params=["memory", "redis"])
def counter(request: pytest.FixtureRequest) -> RequestCounter:
    if request.param == "memory":
        return MemoryRequests()
    service_redis: Callable[[str], str] = request.getfixturevalue("service_redis")
    return RedisRequests(service_redis("users"), "users", socket_timeout_s=5.0)


@pytest.fixture
def caller() -> str:
    return str(uuid4())


class TestRequestCounter:
    def test_so_many_are_counted_and_no_more(self, counter, caller):
        outcomes = [counter.count_request(caller, [THREE], now=NOON) for _ in range(5)]
        assert [counted for counted, _ in outcomes] == [True, True, True, False, False]
        assert outcomes[-1][1] == [Window(3, 0, timedelta(0))]

    def test_callers_do_not_share_a_count(self, counter, caller):
        assert all(counter.count_request(f"{caller}-{n}", [THREE], now=NOON)[0] for n in range(5))

    def test_what_is_refused_by_one_limit_counts_in_none(self, counter, caller):
        outcomes = [counter.count_request(caller, [TEN, THREE], now=NOON)[0] for _ in range(8)]
        assert outcomes == [True] * 3 + [False] * 5
        assert counter.count_request(caller, [TEN], now=NOON) == (True, [Window(4, 0, timedelta(0))])

    def test_the_window_slides(self, counter, caller):
        for _ in range(10):
            counter.count_request(caller, [TEN], now=NOON + timedelta(seconds=30))
        # Half of the minute before is still within reach, a quarter of it, none of it
        later = [NOON + timedelta(seconds=90), NOON + timedelta(seconds=105), NOON + timedelta(seconds=180)]
        taken = [sum(counter.count_request(caller, [TEN], now=now)[0] for _ in range(20)) for now in later]
        assert taken == [5, 2, 10]

    def test_who_waits_as_told_gets_through(self, counter, caller):
        now = NOON + timedelta(seconds=20)
        while counter.count_request(caller, [TEN], now=now)[0]:
            pass
        for _ in range(5):
            counted, [window] = counter.count_request(caller, [TEN], now=now)
            wait = window.wait(TEN)
            assert not counted
            just_before = now + wait - timedelta(milliseconds=100)
            assert not counter.count_request(caller, [TEN], now=just_before)[0]
            now += wait + timedelta(milliseconds=1)
            assert counter.count_request(caller, [TEN], now=now)[0]

    def test_a_clock_that_is_behind_does_not_begin_anew(self, counter, caller):
        counter.count_request(caller, [THREE], now=NOON)
        behind = counter.count_request(caller, [THREE], now=NOON - timedelta(milliseconds=1))
        assert behind[0]


class TestRedisRequests:
    def test_counts_are_forgotten_after_two_windows(self, redis_store, service_redis, caller):
        RedisRequests(service_redis("users"), "users", socket_timeout_s=5.0).count_request(caller, [THREE], now=NOON)
        with redis.Redis.from_url(redis_store.admin_url) as client:
            assert 0 < client.pttl(f"users:requests:{{{caller}}}:three") <= 120_000

    def test_one_request_is_one_call(self, service_redis, caller, monkeypatch):
        counter = RedisRequests(service_redis("users"), "users", socket_timeout_s=5.0)
        counter.count_request(caller, [THREE, TEN], now=NOON)  # Redis knows the script from now on
        sent: list[str] = []
        client = connect(counter.url, socket_timeout_s=5.0)
        execute = client.execute_command
        monkeypatch.setattr(
            client, "execute_command", lambda *words, **o: sent.append(words[0]) or execute(*words, **o)
        )
        counter.count_request(caller, [THREE, TEN], now=NOON)
        assert sent == ["EVALSHA"]

    def test_a_redis_that_is_silent_costs_its_timeout_and_then_nothing(self, caller):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            counter = RedisRequests(f"redis://127.0.0.1:{silent.getsockname()[1]}", "users", socket_timeout_s=0.01)
            for _ in range(5):
                with pytest.raises(ServiceUnavailable):
                    counter.count_request(caller, [THREE], now=NOON)
