"""What Suggestions may rely on from the store of its lists."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import redis

from fakes.suggestions import MemoryLists
from suggestions.adapters.redis_lists import LISTS_PER_PIPELINE, RedisLists
from suggestions.history import Rented
from suggestions.movie_list import ListedMovie, MovieList
from videoclub.drivers.redis import connect
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
        assert written == (1, 0)
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
        trending = movie_list(version=10**12)
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
        assert written == (len(many), 0)
        assert all(lists.find_suggestions(customer_id)[0] == same for customer_id in (many[0], many[-1]))

    def test_keeps_a_list_of_a_higher_version(self, lists):
        # Given
        customer_id, newer, older = CustomerId(str(uuid4())), movie_list(2), movie_list(1)
        lists.write_suggestions([(customer_id, newer)])

        # When
        written = lists.write_suggestions([(customer_id, older)])

        # Then
        assert written == (0, 1)
        assert lists.find_suggestions(customer_id)[0] == newer

    def test_leaves_out_what_the_customer_rented_and_nobody_else(self, lists):
        # Given
        ann, bob, same = CustomerId(str(uuid4())), CustomerId(str(uuid4())), movie_list()
        rented = Rented(same.items[0].movie_id, NOW)
        lists.write_suggestions([(ann, same), (bob, same)])

        # When
        for _ in range(2):
            lists.note_rented(ann, rented, since=NOW)

        # Then
        assert lists.find_suggestions(ann)[0].items == same.items[1:]
        assert lists.find_suggestions(bob)[0] == same

    def test_tells_what_was_rented_lately_at_its_last_time(self, lists):
        # Given
        customer_id, again, once, old = CustomerId(str(uuid4())), *(MovieId(str(uuid4())) for _ in range(3))
        for movie_id, at in ((again, NOW), (again, NOW - timedelta(hours=3)), (old, NOW - timedelta(hours=2))):
            lists.note_rented(customer_id, Rented(movie_id, at), since=NOW)

        # When
        lately = lists.note_rented(customer_id, Rented(once, NOW), since=NOW - timedelta(hours=1))

        # Then
        assert {(rented.movie_id, rented.at) for rented in lately} == {(again, NOW), (once, NOW)}

    @pytest.mark.parametrize("restored_first", [True, False])
    @pytest.mark.parametrize("restored_later", [True, False])
    def test_leaves_out_what_is_archived_in_whatever_order_it_is_told(self, lists, restored_first, restored_later):
        # Given
        movie_id, made, trending = MovieId(str(uuid4())), movie_list(), movie_list(10**13)
        film = made.items[0].movie_id
        lists.write_similar([(movie_id, made)])
        lists.write_trending(MovieList([*made.items, *trending.items], NOW, trending.version))
        told = [
            lambda: lists.note_archived({film: NOW}),
            lambda: lists.note_offered({film: NOW + timedelta(seconds=1 if restored_later else -1)}),
        ]

        # When
        for tell in reversed(told) if restored_first else told:
            tell()

        # Then
        shown = [
            film in {item.movie_id for item in found.items}
            for found in (lists.find_similar(movie_id), lists.find_trending())
        ]
        assert shown == [restored_later] * 2
        assert (film in lists.list_archived()) is not restored_later

    def test_a_list_may_be_empty(self, lists):
        # Given
        customer_id, empty = CustomerId(str(uuid4())), MovieList([], NOW, 1)

        # When
        lists.write_suggestions([(customer_id, empty)])

        # Then
        assert lists.find_suggestions(customer_id)[0] == empty

    def test_answers_a_ping(self, lists):
        lists.ping()


def test_every_list_vanishes_in_time_unless_replaced(service_redis):
    # Given
    url, customer_id = service_redis("suggestions"), CustomerId(str(uuid4()))

    # When
    RedisLists(url, TTL, socket_timeout_s=5.0).write_suggestions([(customer_id, movie_list())])

    # Then
    with redis.Redis.from_url(url) as client:
        assert 0 < client.pttl(f"suggestions:list:{customer_id}") <= TTL / timedelta(milliseconds=1)


def test_reading_is_one_round_trip(service_redis):
    # Given: a store that has the script
    url, customer_id = service_redis("suggestions"), CustomerId(str(uuid4()))
    lists = RedisLists(url, TTL, socket_timeout_s=5.0)
    lists.find_suggestions(customer_id)
    client = connect(url, socket_timeout_s=5.0)

    # When
    calls = []
    sent = client.execute_command
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            client, "execute_command", lambda *command, **options: calls.append(command) or sent(*command, **options)
        )
        lists.find_suggestions(customer_id)

    # Then
    assert [command[0] for command in calls] == ["EVALSHA"]


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
