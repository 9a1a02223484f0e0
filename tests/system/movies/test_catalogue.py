"""Films, prices and people, through the gateway."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api_client import ApiClient, eventually, problem

MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture
def film(admin) -> dict[str, Any]:
    body = {
        "title": {"en": f"Film {uuid4().hex[:12]}"},
        "year": 1921,
        "runtime_min": 68,
        "genres": ["comedy"],
        "price": {"amount": "2.49", "currency": "EUR"},
        "directors": [{"name": f"Émile {uuid4().hex[:12]}"}],
    }
    added = admin.post("/movies", body)
    assert added.status_code == 201, added.text
    return added.json()


def patch(admin: ApiClient, film: dict[str, Any], body: dict[str, Any], **headers: str) -> httpx.Response:
    return admin.call("PATCH", f"/movies/{film['id']}", json=body, headers=MERGE_PATCH | headers)


def test_a_film_is_changed_from_the_state_that_was_read(admin, film):
    etag = admin.get(f"/movies/{film['id']}").headers["etag"]
    changed = patch(admin, film, {"year": 1922}, **{"If-Match": etag})
    assert (changed.status_code, changed.json()["year"]) == (200, 1922)
    assert problem(patch(admin, film, {"year": 1923}, **{"If-Match": etag})) == (412, "precondition-failed")
    assert problem(patch(admin, film, {"year": 1923})) == (428, "precondition-required")
    assert problem(patch(admin, film, {"surprise": 1}, **{"If-Match": "*"})) == (400, "validation-error")
    as_json = admin.call("PATCH", f"/movies/{film['id']}", json={"year": 1923}, headers={"If-Match": "*"})
    assert problem(as_json) == (415, "unsupported-media-type")


def test_a_film_is_archived_and_restored(admin, anyone, film):
    path = f"/movies/{film['id']}"
    assert problem(admin.post(f"{path}/restore")) == (409, "movie-not-archived")
    assert admin.delete(path).status_code == 204
    assert problem(admin.delete(path)) == (404, "not-found")
    restored = admin.post(f"{path}/restore")
    assert (restored.status_code, restored.json()["id"]) == (200, film["id"])
    assert anyone.find_movie(film["title"]["en"])["id"] == film["id"]


def test_prices_are_planned_and_taken_back(admin, film):
    path = f"/movies/{film['id']}/prices"
    later = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    body = {"price": {"amount": "3.99", "currency": "EUR"}, "valid_from": later}
    planned = admin.post(path, body)
    assert planned.status_code == 201, planned.text
    assert problem(admin.post(path, body)) == (409, "price-overlaps")
    assert problem(admin.post(path, {"price": {"amount": "-1.00", "currency": "EUR"}})) == (400, "validation-error")
    latest, present = admin.get(path).json()["items"]
    assert (latest["id"], present["price"]["amount"]) == (planned.json()["id"], "2.49")
    assert problem(admin.delete(f"{path}/{present['id']}")) == (409, "price-in-effect")
    assert admin.delete(f"{path}/{latest['id']}").status_code == 204
    assert len(admin.get(path).json()["items"]) == 1


def test_a_person_is_found_and_tells_their_films(anyone, film):
    director = film["directors"][0]
    [found] = anyone.get("/people", params={"q": director["name"].replace("É", "e")}).json()["items"]
    person = anyone.get(f"/people/{found['id']}").json()
    assert [movie["id"] for movie in person["directed"]] == [film["id"]]
    by_name = anyone.get("/movies", params={"director": director["name"]}).json()
    assert [movie["id"] for movie in by_name["items"]] == [film["id"]]
    assert problem(anyone.get("/people/nobody")) == (404, "not-found")


def test_what_was_meant_is_told_of_a_word_that_nobody_knows(anyone):
    answer = anyone.get("/movies", params={"q": "nosferratu"}).json()
    assert answer["did_you_mean"] == "Nosferatu"
    assert answer["items"][0]["title"]["en"].startswith("Nosferatu")
    assert "did_you_mean" not in anyone.get("/movies", params={"q": "nosferatu"}).json()


@pytest.mark.parametrize("sort", ["title", "-year", "price", "-added"])
def test_every_sort_is_paged_without_doubles(anyone, sort):
    seen, url = [], f"/movies?limit=60&sort={sort}&year_max=1930"
    while url:
        page = anyone.get(url).json()
        seen += [movie["id"] for movie in page["items"]]
        url = page["next"].partition("/v1")[2] if "next" in page else None
    assert len(seen) == len(set(seen)) >= 70


@pytest.mark.parametrize(("title", "amount"), [("nosferatu", "1.99"), ("metropolis", "3.99")])
def test_the_demo_has_a_price_to_come(admin, anyone, title, amount):
    [film, *_] = anyone.get(f"/movies?q={title}").json()["items"]
    to_come, present = admin.get(f"/movies/{film['id']}/prices").json()["items"]
    assert (to_come["price"]["amount"], present["price"]) == (amount, film["price"])
    assert to_come["valid_from"] > present["valid_from"]
    assert present["valid_until"] == to_come["valid_from"]


def test_its_request_finds_what_other_services_did_of_a_change(admin, film, platform):
    # Given
    archived = admin.delete(f"/movies/{film['id']}")

    def way() -> set[str]:
        shown = platform.command.run("logs", "--request", archived.headers["x-request-id"], COLUMNS="200").stdout
        return {name for name in ("MoviesApi", "MoviesTell", "SuggestionsRefresh") if name in shown}

    # Then
    assert archived.status_code == 204
    assert eventually(lambda: len(way()) == 3)
