"""Playing through the gateway: every refusal by name, resuming, and a Redis that is emptied or frozen meanwhile."""

import os
import signal
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest
import redis

from api_client import ApiClient, eventually, problem
from fakes.rental import a_rental
from past_rentals import record_rental
from videoclub.clock import utc_now
from videoclub_local.stores.redis import RedisStore

BREAKER_TIMEOUT_S = 60


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture(scope="module")
def movies(anyone) -> list[str]:
    return [movie["id"] for movie in anyone.get("/movies?limit=10&sort=title").json()["items"]]


@pytest.fixture
def customer(anyone) -> ApiClient:
    return anyone.sign_up()


@pytest.fixture
def rental(customer, movies) -> dict:
    return customer.rent(movies[0]).json()


@pytest.fixture(scope="module")
def store(platform) -> redis.Redis:
    return redis.Redis.from_url(RedisStore(platform.command.home, {}).admin_url, decode_responses=True)


def start(customer: ApiClient, rental: dict, device: str = "tv", **body) -> httpx.Response:
    sent = {"device_id": device, "device_name": device.upper(), "confirm_start": True} | body
    return customer.post(f"/rentals/{rental['id']}/playback-sessions", sent)


def report(customer: ApiClient, session: dict, position_s: int, state: str = "playing") -> httpx.Response:
    return customer.put(f"/playback-sessions/{session['id']}", {"position_s": position_s, "state": state})


def position(customer: ApiClient, rental: dict) -> int:
    return customer.get(f"/rentals/{rental['id']}/playback").json()["position_s"]


class TestRefusals:
    def test_a_first_play_is_confirmed(self, customer, rental):
        assert problem(start(customer, rental, confirm_start=False)) == (409, "start-not-confirmed")
        assert "first_played_at" not in customer.get(f"/rentals/{rental['id']}").json()

    def test_a_rental_that_has_ended_is_not_played(self, customer, platform, movies):
        # Given a rental of this customer that nobody began in time
        past = a_rental(utc_now() - timedelta(days=31))
        past = replace(past, customer_id=customer.get("/me").json()["id"], movie_id=movies[0])
        record_rental(platform, past)
        # Then it is not played
        assert problem(start(customer, {"id": past.id})) == (410, "rental-expired")
        assert problem(customer.get(f"/rentals/{past.id}/playback")) == (410, "rental-expired")

    def test_a_customer_has_two_streams_and_one_of_each_film(self, customer, movies):
        # Given two films that play
        rentals = [customer.rent(movie_id).json() for movie_id in movies[:3]]
        sessions = [start(customer, rental, device=f"tv-{n}").json() for n, rental in enumerate(rentals[:2])]
        # When a third one is to, or one of them elsewhere
        third, elsewhere = start(customer, rentals[2]), start(customer, rentals[0], device="phone")
        # Then the answer names what is in the way, and either may be taken over
        assert problem(third) == problem(elsewhere) == (409, "stream-limit-reached")
        assert {stream["session_id"] for stream in third.json()["active"]} == {s["id"] for s in sessions}
        [active] = elsewhere.json()["active"]
        assert (active["session_id"], active["device_name"]) == (sessions[0]["id"], "TV-0")
        assert (active["movie_id"], active["since"][-1]) == (movies[0], "Z")
        assert start(customer, rentals[2], take_over=sessions[1]["id"]).status_code == 201
        assert problem(report(customer, sessions[1], 5)) == (410, "session-ended")
        assert report(customer, sessions[0], 5).status_code == 200

    def test_a_stopped_session_has_ended(self, customer, rental):
        session = start(customer, rental).json()
        assert [customer.delete(f"/playback-sessions/{session['id']}").status_code for _ in range(2)] == [204, 204]
        assert problem(report(customer, session, 5)) == (410, "session-ended")

    def test_what_belongs_to_another_looks_like_nothing(self, customer, anyone, rental):
        session, stranger = start(customer, rental).json(), anyone.sign_up()
        path = f"/playback-sessions/{session['id']}"
        assert problem(report(stranger, session, 5)) == (404, "not-found")
        assert problem(stranger.delete(path)) == (404, "not-found")
        assert problem(stranger.get(f"/rentals/{rental['id']}/playback")) == (404, "not-found")
        assert problem(start(stranger, rental)) == (404, "not-found")
        assert problem(anyone.put(path, {"position_s": 1, "state": "playing"})) == (401, "unauthenticated")
        assert problem(customer.delete("/playback-sessions/nothing")) == (404, "not-found")
        assert problem(customer.get("/watching")) == (403, "forbidden")
        assert report(customer, session, 5).status_code == 200

    @pytest.mark.parametrize(
        ("changes", "pointer"),
        [
            ({"position_s": -1}, "/position_s"),
            ({"position_s": 10**15}, "/position_s"),
            ({"state": "rewinding"}, "/state"),
            ({"surprise": 1}, "/surprise"),
        ],
    )
    def test_a_heartbeat_of_garbage_is_malformed(self, customer, changes, pointer):
        refused = customer.put("/playback-sessions/any", {"position_s": 1, "state": "playing"} | changes)
        assert problem(refused) == (400, "validation-error")
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]

    def test_a_start_of_garbage_is_malformed(self, customer, rental):
        assert problem(start(customer, rental, device="")) == (400, "validation-error")
        assert problem(start(customer, rental, take_over="x" * 101)) == (400, "validation-error")
        assert problem(start(customer, rental, confirm_start="yes")) == (400, "validation-error")


class TestResuming:
    def test_on_a_second_device(self, customer, rental):
        # Given a film paused on the television
        session = start(customer, rental).json()
        assert (session["heartbeat_every_s"], session["media"]["type"]) == (10, "mp4")
        report(customer, session, 12, state="paused")
        customer.delete(f"/playback-sessions/{session['id']}")
        # When the phone plays it, it goes on there
        second = start(customer, rental, device="phone").json()
        assert second["position_s"] == position(customer, rental) == 12
        # And a phone that has not sought yet wipes nothing
        assert report(customer, second, 0).json()["position_s"] == 12
        [item] = customer.get("/me/continue-watching").json()["items"]
        assert (item["rental_id"], item["position_s"]) == (rental["id"], 12)
        assert item["progress"] == round(12 / item["duration_s"], 3)

    def test_a_position_behind_the_end_is_the_end(self, customer, rental):
        session = start(customer, rental).json()
        duration_s = customer.get(f"/rentals/{rental['id']}/playback").json()["duration_s"]
        assert report(customer, session, 80_000).json()["position_s"] == duration_s
        # And what was seen to its end begins anew, and is not left to watch on
        assert position(customer, rental) == 0
        assert customer.get("/me/continue-watching").json()["items"] == []


def test_admins_see_what_is_watched(customer, admin, anyone, movies):
    # Given a film that is watched
    rental = customer.rent(movies[4]).json()
    session = start(customer, rental).json()
    # Then it is in the list of all, as its own count says
    listed = admin.get("/watching?limit=100").json()
    count = anyone.get(f"/movies/{movies[4]}/watching").json()["count"]
    assert {"movie_id": movies[4], "count": count} in listed["items"]
    assert sum(item["count"] for item in listed["items"]) == listed["count"] >= 1
    # And no longer when it was stopped
    customer.delete(f"/playback-sessions/{session['id']}")
    assert anyone.get(f"/movies/{movies[4]}/watching").json()["count"] == count - 1


class TestRedis:
    def test_emptied_it_costs_little_and_ends_nothing(self, customer, rental, store, anyone):
        # Given somebody who plays
        session = start(customer, rental).json()
        report(customer, session, 10)
        report(customer, session, 11)
        # When Redis loses everything of the service
        store.delete(*store.scan_iter("rental:*"))
        # Then at most a minute is lost, he plays on, and has his place again
        assert 10 <= position(customer, rental) <= 11
        assert customer.get("/me/continue-watching").json()["items"][0]["rental_id"] == rental["id"]
        heartbeat = report(customer, session, 12).json()
        assert (heartbeat["position_s"], "degraded" in heartbeat) == (12, False)
        assert problem(start(customer, rental, device="phone")) == (409, "stream-limit-reached")

    def test_frozen_it_stops_neither_players_nor_shoppers(self, customer, rental, platform, movies, anyone):
        # Given somebody who plays
        session = start(customer, rental).json()
        report(customer, session, 10)
        # When Redis does not answer
        with frozen(platform.command.part("redis")["pid"]):
            heartbeat = report(customer, session, 11)
            # Then he plays on
            assert (heartbeat.status_code, heartbeat.json()["degraded"]) == (200, True)
            assert heartbeat.json()["position_s"] == position(customer, rental) == 11
            # And others rent, play and stop
            another = customer.rent(movies[1])
            assert another.status_code == 201
            second = start(customer, another.json(), device="phone")
            assert (second.status_code, second.json()["degraded"]) == (201, True)
            assert customer.delete(f"/playback-sessions/{second.json()['id']}").status_code == 204
            assert problem(anyone.get(f"/movies/{movies[0]}/watching")) == (503, "service-unavailable")

        # When it goes on, so does he, unnoticed
        def noticed_again():
            answer = report(customer, session, 12)
            assert answer.status_code == 200
            return "degraded" not in answer.json()

        assert eventually(noticed_again, timeout_s=BREAKER_TIMEOUT_S)
        assert problem(start(customer, rental, device=str(uuid4()))) == (409, "stream-limit-reached")


@contextmanager
def frozen(pid: int):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
