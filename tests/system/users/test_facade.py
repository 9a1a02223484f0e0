"""The customer's façade through the gateway: home, watchlist, suggestions, and what remains of them in trouble."""

import os
import signal
from collections.abc import Iterator
from uuid import uuid4

import pytest

from api_client import ApiClient, eventually, problem


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def customer(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["customer"])


@pytest.fixture
def frozen_redis(platform) -> Iterator[None]:
    """Redis takes connections and answers nothing."""
    pid = platform.command.part("redis")["pid"]
    os.kill(pid, signal.SIGSTOP)
    yield
    os.kill(pid, signal.SIGCONT)


def kinds(page):
    return [row["kind"] for row in page["rows"]]


def home_without(client: ApiClient, *missing: str):
    """The home page once these rows alone are missing: a function that has just been started may be late at first."""

    def read():
        page = client.get("/me/home").json()
        return page if page["degraded"] == list(missing) else None

    return eventually(read)


def test_home_has_its_rows(platform, customer, anyone):
    # Given a film that is being watched, and lists of the demo's customers
    viewer = anyone.sign_up()
    rental = viewer.rent(anyone.find_movie("metropolis")["id"]).json()
    started = {"device_id": "tv", "confirm_start": True}
    session = viewer.post(f"/rentals/{rental['id']}/playback-sessions", started).json()
    viewer.put(f"/playback-sessions/{session['id']}", {"position_s": 12, "state": "paused"})
    platform.run_job("suggestions")

    # When
    page, of_viewer = home_without(customer), home_without(viewer)

    # Then
    assert {"suggestions", "new", "trending"} <= set(kinds(page))
    assert kinds(of_viewer)[0] == "continue_watching"
    begun = of_viewer["rows"][0]["items"][0]
    assert (begun["movie"]["id"], begun["playback"]["position_s"]) == (rental["movie_id"], 12)
    assert all(row["title"] and row["items"] for row in page["rows"])


def test_a_service_whose_store_hangs_costs_no_more_than_its_rows(customer, frozen_redis):
    # When
    home, suggestions = customer.get("/me/home"), customer.get("/me/suggestions")

    # Then what Suggestions has kept elsewhere may stand in, and the answer says so
    assert (home.status_code, suggestions.status_code) == (200, 200)
    assert "new" in kinds(home.json())
    assert suggestions.json()["source"] == "fallback"


def test_a_watchlist_through_the_gateway(anyone, platform):
    # Given
    viewer, stranger = anyone.sign_up(), anyone.sign_up()
    films = [anyone.find_movie(words)["id"] for words in ("metropolis", "nosferatu")]

    # When
    put = [viewer.call("PUT", f"/me/watchlist/{movie_id}").status_code for movie_id in (*films, films[0])]
    first = viewer.get("/me/watchlist", params={"limit": 1}).json()
    second = viewer.get(first["next"].removeprefix(platform.api_url)).json()

    # Then
    assert put == [204, 204, 204]
    assert [item["movie_id"] for page in (first, second) for item in page["items"]] == films[::-1]
    assert first["items"][0]["movie"]["title"]
    assert stranger.get("/me/watchlist").json()["items"] == []
    assert problem(viewer.call("PUT", f"/me/watchlist/{uuid4()}")) == (404, "not-found")

    # And when they are taken off
    off = [viewer.delete(f"/me/watchlist/{movie_id}").status_code for movie_id in (*films, "%00", films[0])]
    assert off == [204, 204, 204, 204]
    assert viewer.get("/me/watchlist").json()["items"] == []


def test_an_archived_film_stays_on_the_watchlist_as_such(anyone, platform):
    # Given
    admin, viewer = anyone.sign_in(**platform.logins["admin"]), anyone.sign_up()
    film = {
        "title": {"en": f"Film {uuid4()}"},
        "year": 1921,
        "runtime_min": 60,
        "genres": ["horror"],
        "price": {"amount": "2.49", "currency": "EUR"},
    }
    movie_id = admin.post("/movies", film).json()["id"]
    viewer.call("PUT", f"/me/watchlist/{movie_id}")

    # When
    newest = home_without(viewer)["rows"]
    admin.delete(f"/movies/{movie_id}")

    # Then
    new = next(row for row in newest if row["kind"] == "new")
    assert new["items"][0]["movie"]["id"] == movie_id
    assert viewer.get("/me/watchlist").json()["items"][0]["movie"]["archived"] is True


@pytest.mark.parametrize("path", ["/me/home", "/me/watchlist", "/me/suggestions", "/me/export"])
def test_nobody_has_them_without_signing_in(anyone, path):
    assert problem(anyone.get(path)) == (401, "unauthenticated")
