"""What Suggestions may rely on from the store of its lists."""

import json
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import redis

from fakes.suggestions import MemoryLists
from suggestions.adapters.redis_lists import LISTS_PER_PIPELINE, RedisLists
from suggestions.movie_list import ListedMovie, MovieList
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TTL = timedelta(minutes=5)


@pytest.fixture(params=["memory", "redis"])
def lists(request: pytest.FixtureRequest) -> MemoryLists | RedisLists:
    if request.param == "memory":
        return MemoryLists()
    service_redis: Callable[[str], str] = request.getfixturevalue("service_redis")
    return RedisLists(service_redis("suggestions"), TTL, socket_timeout_s=5.0)


def movie_list(version: int = 1) -> MovieList:
    films = [MovieId(str(uuid4())) for _ in range(4)]
    items = [
        ListedMovie(films[0], 0.512345, "because_you_watched", (films[2], films[3])),
        ListedMovie(films[1], 0.25, "popular"),
    ]
    return MovieList(items, NOW, version)


class TestLists:
    def test_gives_a_customer_the_list_that_was_written_last(self, lists):
        # Given
        customer_id, old, new = CustomerId(str(uuid4())), movie_list(1), movie_list(2)
        lists.write_suggestions([(customer_id, old)])

        # When
        written = lists.write_suggestions([(customer_id, new)])

        # Then
        assert written == 1
        assert lists.find_suggestions(customer_id)[0] == new

    def test_forgets_the_list_of_a_customer_also_twice(self, lists):
        # Given
        customer_id, other, kept = CustomerId(str(uuid4())), CustomerId(str(uuid4())), movie_list()
        lists.write_suggestions([(customer_id, movie_list()), (other, kept)])

        # When
        for _ in range(2):
            lists.delete_suggestions(customer_id)

        # Then
        assert lists.find_suggestions(customer_id)[0] is None
        assert lists.find_suggestions(other)[0] == kept

    def test_gives_a_stranger_what_trends(self, lists):
        # Given
        trending = movie_list()
        lists.write_trending(trending)

        # When
        own, instead = lists.find_suggestions(CustomerId(str(uuid4())))

        # Then
        assert (own, instead) == (None, trending)
        assert lists.find_trending() == trending

    def test_gives_the_films_similar_to_one(self, lists):
        # Given
        movie_id, similar = MovieId(str(uuid4())), movie_list()
        lists.write_similar([(movie_id, similar)])

        # When / Then
        assert lists.find_similar(movie_id) == similar
        assert lists.find_similar(MovieId(str(uuid4()))) is None

    def test_writes_more_lists_than_a_pipeline_takes(self, lists):
        # Given
        many = [CustomerId(str(uuid4())) for _ in range(2 * LISTS_PER_PIPELINE + 1)]
        same = movie_list()

        # When
        written = lists.write_suggestions((customer_id, same) for customer_id in many)

        # Then
        assert written == len(many)
        assert all(lists.find_suggestions(customer_id)[0] == same for customer_id in (many[0], many[-1]))

    def test_answers_a_ping(self, lists):
        lists.ping()


def test_every_list_vanishes_in_time_unless_replaced(service_redis):
    # Given
    url, customer_id = service_redis("suggestions"), CustomerId(str(uuid4()))

    # When
    RedisLists(url, TTL, socket_timeout_s=5.0).write_suggestions([(customer_id, movie_list())])

    # Then
    with redis.Redis.from_url(url) as client:
        assert 0 < client.pttl(f"suggestions:customer:{customer_id}") <= TTL / timedelta(milliseconds=1)


def test_what_is_known_about_a_run_is_kept(service_redis):
    # Given
    url, run = service_redis("suggestions"), {"version": 1, "generated_at": "2026-11-21T09:30:00Z", "seconds": 0.5}

    # When
    RedisLists(url, TTL, socket_timeout_s=5.0).write_run(run)

    # Then
    with redis.Redis.from_url(url, decode_responses=True) as client:
        assert json.loads(str(client.get("suggestions:run"))) == run


def test_a_redis_that_does_not_answer_costs_a_moment_and_is_named_as_such():
    # Given: a port that accepts and stays silent, like a frozen server
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        lists = RedisLists(f"redis://127.0.0.1:{frozen.getsockname()[1]}/0", TTL)

        # When
        began = time.monotonic()
        with pytest.raises(ServiceUnavailable):
            lists.find_suggestions(CustomerId("somebody"))

    # Then
    assert time.monotonic() - began < 2


def test_a_redis_that_is_gone_is_named_as_such():
    with pytest.raises(ServiceUnavailable):
        RedisLists("redis://127.0.0.1:1/0", TTL).ping()
