"""A person asks for all that is held on them, and to be forgotten: searched for in every store, wholesale."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from api_client import ApiClient, eventually, problem
from canaries import canary as new_mark
from store_scan import StoreScan

OF_EVERY_STORE = {"users", "movies", "stats", "rental", "redis"}
OF_THE_CUSTOMER = {
    "rental.active_rental",
    "rental.rentals_by_customer",
    "rental.progress_by_customer",
    "rental.playback_session_by_id",
    "rental.reminders",
}
"""What Rental has on a rental only as long as it is somebody's."""


@dataclass
class Canary:
    """A person with `mark` in whatever they write anywhere."""

    client: ApiClient
    account_id: str
    password: str
    mark: str
    rental_ids: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def scan(platform) -> StoreScan:
    return StoreScan(platform.command.home, platform.aws)


@pytest.fixture(scope="module")
def canary(anyone, scan, platform) -> Canary:
    """A customer, developer and admin who left a trace in every store."""
    mark, password = new_mark(), new_mark()
    account = {"email": f"{mark}@example.org", "password": password, "display_name": f"Name {mark}"}
    account_id = anyone.post("/accounts", account).json()["id"]
    with scan.postgres("users") as users:
        users.execute("UPDATE accounts SET roles = '{customer,developer,admin}' WHERE id = %s", (account_id,))
    sign_in = {"email": account["email"], "password": password}
    signed_in = anyone.post("/sessions", sign_in, headers={"User-Agent": mark})
    client = ApiClient(anyone.base_url, signed_in.json()["access_token"])
    person = Canary(client, account_id, password, mark)
    _rent_and_play(person, anyone)
    _develop(person)
    watched = [9] * len(person.rental_ids)
    eventually(lambda: [item["position_s"] for item in client.get("/me/history").json()["items"]] == watched)
    platform.run_job("suggestions")
    return person


def _rent_and_play(person: Canary, anyone: ApiClient) -> None:
    films = [anyone.find_movie(words)["id"] for words in ("metropolis", "nosferatu", "faust")]
    person.rental_ids = [person.client.rent(movie_id).json()["id"] for movie_id in films[:2]]
    started = {"device_id": f"id {person.mark}", "device_name": f"TV {person.mark}", "confirm_start": True}
    for rental_id in person.rental_ids:  # two streams: one is still live when the person leaves
        session = person.client.post(f"/rentals/{rental_id}/playback-sessions", started).json()
        person.client.put(f"/playback-sessions/{session['id']}", {"position_s": 9, "state": "paused"})
    assert person.client.call("PUT", f"/me/watchlist/{films[2]}").status_code == 204


def _develop(person: Canary) -> None:
    subscription = {"registration_token": f"{person.mark}:APA91bx", "topics": ["movies.archived"]}
    assert person.client.post("/developer/subscriptions", subscription).status_code == 201
    webhook = {"url": f"http://127.0.0.1:9/{person.mark}", "topics": ["movies.restored"]}
    assert person.client.post("/developer/webhooks", webhook).status_code == 201
    assert person.client.post("/api-keys", {"name": person.mark, "scopes": ["movies:read"]}).status_code == 201
    film = {
        "title": {"en": f"Film {uuid4()}"},
        "year": 1921,
        "runtime_min": 60,
        "genres": ["horror"],
        "price": {"amount": "2.49", "currency": "EUR"},
    }
    assert person.client.post("/movies", film).status_code == 201


def traces(scan: StoreScan, *texts: str, databases_only: bool = False) -> set[str]:
    """The places where one of `texts` is found."""
    return {place for place, _ in scan.find(*texts, databases_only=databases_only)}


def facts_of(scan: StoreScan, rental_ids: list[str]) -> list[Any]:
    """All that Rental and Stats have on these rentals."""
    found = scan.find(*rental_ids, databases_only=True)
    return sorted(row for row in found if row[0].startswith(("rental.", "stats.")))


def test_the_export_has_it_all(canary):
    # When
    answer = canary.client.get("/me/export")

    # Then
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    held = answer.json()["services"]
    assert held["users"]["account"]["email"].startswith(canary.mark)
    assert canary.mark in [session["device"] for session in held["users"]["sessions"]]
    assert [key["name"] for key in held["users"]["api_keys"]] == [canary.mark]
    assert len(held["users"]["watchlist"]) == 1
    assert {rental["id"] for rental in held["rental"]["rentals"]} == set(canary.rental_ids)
    assert held["rental"]["playback_sessions"][0]["device_name"] == f"TV {canary.mark}"
    assert {viewing["rental_id"] for viewing in held["stats"]["viewings"]} == set(canary.rental_ids)
    assert held["suggestions"]["suggestions"]["items"]
    assert held["movies"]["subscriptions"][0]["token_prefix"] == canary.mark[:12]
    assert canary.mark in held["movies"]["webhooks"][0]["url"]
    assert ":APA91bx" not in answer.text


def test_erased_a_person_is_in_no_store_and_the_accounts_still_add_up(canary, scan, platform):
    # Given a trace in every store, and none in any log
    before = traces(scan, canary.mark, canary.account_id)
    assert {place.partition(".")[0].partition(" ")[0] for place in before} == OF_EVERY_STORE
    rentals = facts_of(scan, canary.rental_ids)

    # When somebody else tries, and then the person does
    wrong = canary.client.call("DELETE", "/me", json={"password": "not the password"})
    right = canary.client.call("DELETE", "/me", json={"password": canary.password})

    # Then the account is gone at once
    assert problem(wrong) == (401, "invalid-credentials")
    assert right.status_code == 202, right.text
    assert problem(canary.client.get("/me")) == (401, "unauthenticated")
    assert problem(canary.client.get("/me/export")) == (401, "unauthenticated")

    # And what the person wrote is gone from everywhere soon, the claim on their films with it
    still_to_be_told = {"users.public.erasures"}
    eventually(lambda: traces(scan, canary.mark, canary.account_id, databases_only=True) == still_to_be_told)
    assert traces(scan, canary.mark) == set()
    assert canary.client.get(f"/rentals/{canary.rental_ids[0]}").status_code == 404

    # And the accounting has every rental still, of nobody
    kept = facts_of(scan, canary.rental_ids)
    assert {place for place, _ in kept} == {place for place, _ in rentals} - OF_THE_CUSTOMER
    of_day = [json.loads(row) for place, row in kept if place == "rental.rentals_by_day"]
    assert [(each["customer_id"], each["price_currency"]) for each in of_day] == [("nobody", "EUR")] * 2
    today = datetime.now(UTC).date().isoformat()
    platform.run_job("stats-bot", period=today)
    platform.run_job("stats-snapshot")

    # And when the erasure is told a last time, nothing changes but that nothing says whose it was
    with scan.postgres("users") as users:
        settle = "UPDATE erasures SET settled_at = now(), due_at = now() WHERE customer_id = %s"
        users.execute(settle, (canary.account_id,))
    assert platform.run_job("erasures-sweep")["told"] >= 1
    eventually(lambda: not traces(scan, canary.mark, canary.account_id, databases_only=True))
    assert traces(scan, canary.mark, canary.account_id) == set()
    assert facts_of(scan, canary.rental_ids) == kept


def test_the_address_is_free_again(canary, anyone):
    account = {"email": f"{canary.mark}@example.org", "password": canary.password, "display_name": "Somebody else"}
    again = anyone.post("/accounts", account)
    assert again.status_code == 201, again.text
    somebody_else = anyone.sign_in(account["email"], account["password"])
    assert somebody_else.get("/rentals").json()["items"] == []
    assert somebody_else.call("DELETE", "/me", json={"password": canary.password}).status_code == 202
