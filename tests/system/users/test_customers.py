"""What admins see of customers, through the gateway: from a rental to the lists, segments and insights it counts in."""

import csv
import io
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api_client import ApiClient, eventually, problem
from canaries import canary

REREAD_TIMEOUT_S = 240  # reading half a year of rentals takes half a minute
MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}
ALL_RENTED = {
    "all": [
        {"field": "rented", "op": ">", "value": 0},
        {"not": {"field": "status", "op": "!=", "value": "active"}},
    ]
}


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture(scope="module")
def person(anyone) -> dict[str, Any]:
    """A customer of these tests' own, with their password."""
    body = {
        "email": f"zoe.{uuid4().hex}@example.org",
        "password": canary(),
        "display_name": f"Zoë {uuid4().hex[:12]}",
        "country": "BE",
    }
    answer = anyone.post("/accounts", body)
    assert answer.status_code == 201, answer.text
    return body | {"id": answer.json()["id"]}


def change(admin: ApiClient, customer_id: str, body: dict[str, Any], **headers: str) -> httpx.Response:
    return admin.call("PATCH", f"/customers/{customer_id}", json=body, headers=MERGE_PATCH | headers)


def everybody(admin: ApiClient) -> dict[str, dict[str, Any]]:
    """All customers by id, page by page."""
    found, url = {}, "/customers?limit=100&sort=display_name"
    while url:
        page = admin.get(url).json()
        found |= {customer["id"]: customer for customer in page["items"]}
        url = page["next"].partition("/v1")[2] if "next" in page else None
    return found


def test_a_rental_counts_by_itself(anyone, admin, person):
    # When
    customer = anyone.sign_in(person["email"], person["password"])
    movie = customer.find_movie("Nosferatu")
    assert customer.rent(movie["id"]).status_code == 201

    # Then
    def counted():
        now = admin.get(f"/customers/{person['id']}").json()
        return now if now["rented"] == 1 and "favourite_genre" in now else None

    now = eventually(counted)
    assert (now["spent"], now["favourite_genre"]) == (movie["price"], movie["genres"][0])
    asked = {"q": person["display_name"].replace("ë", "E"), "country": "BE"}
    [found] = admin.get("/customers", params=asked).json()["items"]
    assert found["id"] == person["id"]


def test_reading_rentals_anew_comes_to_the_same(platform, admin, person):
    def comes_to_the_same() -> bool:
        """False while events of rentals made by other tests are still on their way."""
        before = everybody(admin)
        result = platform.run_job("rebuild-customers")
        assert (result["finished"], result["rentals"] > 300) == (True, True)
        return everybody(admin) == before

    eventually(comes_to_the_same, timeout_s=REREAD_TIMEOUT_S)


def test_who_is_suspended_is_out_and_it_is_on_record(anyone, admin, person):
    # Given
    signed_in = anyone.post("/sessions", {"email": person["email"], "password": person["password"]}).json()
    path = f"/customers/{person['id']}"
    etag = admin.get(path).headers["etag"]

    # When
    assert problem(change(admin, person["id"], {"status": "suspended"})) == (428, "precondition-required")
    changed = change(admin, person["id"], {"status": "suspended", "tags": ["Test "]}, **{"If-Match": etag})

    # Then
    assert (changed.status_code, changed.json()["tags"]) == (200, ["test"])
    stale = change(admin, person["id"], {"status": "active"}, **{"If-Match": etag})
    assert problem(stale) == (412, "precondition-failed")
    refreshed = anyone.post("/sessions/refresh", {"refresh_token": signed_in["refresh_token"]})
    assert problem(refreshed) == (401, "unauthenticated")
    again = anyone.post("/sessions", {"email": person["email"], "password": person["password"]})
    assert problem(again) == (403, "forbidden")
    [entry] = admin.get("/audit-log", params={"subject_id": person["id"]}).json()["items"]
    assert (entry["action"], entry["after"]) == ("changed", {"status": "suspended", "tags": ["test"]})
    assert problem(admin.get("/customers/nobody")) == (404, "not-found")


def test_the_log_has_the_changes_of_films_too(admin):
    body = {
        "title": {"en": f"Film {uuid4().hex[:12]}"},
        "year": 1921,
        "runtime_min": 68,
        "genres": ["comedy"],
        "price": {"amount": "2.49", "currency": "EUR"},
    }
    movie_id = admin.post("/movies", body).json()["id"]
    latest = admin.get("/audit-log", params={"limit": 50}).json()
    assert "degraded" not in latest
    assert movie_id in {entry["subject"]["id"] for entry in latest["items"] if entry["service"] == "movies"}
    [entry] = admin.get("/audit-log", params={"subject_id": movie_id, "kind": "movie"}).json()["items"]
    assert (entry["action"], entry["after"]["year"]) == ("added", 1921)


def test_a_segment_is_kept_counted_and_taken_out(admin):
    # Given
    kept = admin.post("/segments", {"name": "Everybody who rents", "query": ALL_RENTED})
    assert kept.status_code == 201, kept.text
    path = f"/segments/{kept.json()['id']}"

    # When
    page = admin.get(f"{path}/customers", params={"sort": "-spent", "limit": 5}).json()
    as_csv = admin.get(f"{path}/customers", headers={"Accept": "text/csv"})

    # Then
    assert page["count"] > len(page["items"]) == 5
    spent = [float(customer["spent"]["amount"]) for customer in page["items"]]
    assert spent == sorted(spent, reverse=True)
    rows = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert (as_csv.headers["content-type"], len(rows)) == ("text/csv; charset=utf-8", page["count"])
    assert admin.get(path).json() == kept.json()
    assert admin.delete(path).status_code == 204
    assert problem(admin.get(f"{path}/customers")) == (404, "not-found")


def test_a_question_that_cannot_be_asked_is_named(admin):
    query = {"any": [{"field": "password_hash", "op": "=", "value": "x"}]}
    refused = admin.post("/segments", {"name": "x", "query": query})
    assert problem(refused) == (400, "validation-error")
    assert refused.json()["errors"][0]["pointer"] == "/query/any/0/field"


def test_insights_tell_of_the_demo(admin):
    scored = admin.get("/customer-insights/rfm").json()
    assert scored["customers"] == sum(cell["customers"] for cell in scored["items"]) > 30
    cohorts = admin.get("/customer-insights/cohorts").json()["items"]
    assert len(cohorts) > 3
    assert sum(sum(cohort["active"]) for cohort in cohorts) > 0
    genres = admin.get("/customer-insights/favourite-genres").json()["items"]
    assert [fans["rank"] for fans in genres] == sorted(fans["rank"] for fans in genres)
    top = admin.get("/customer-insights/top-spenders", params={"limit": 3}).json()["items"]
    assert top[0]["rank"] == 1
    assert admin.get("/customer-insights/lapsed", params={"days": 30}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/customers", "/segments", "/audit-log", "/customer-insights/rfm", "/customer-insights/lapsed"]
)
def test_it_is_for_admins(anyone, platform, path):
    assert problem(anyone.get(path)) == (401, "unauthenticated")
    assert problem(anyone.sign_in(**platform.logins["developer"]).get(path)) == (403, "forbidden")
