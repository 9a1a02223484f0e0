"""Rental's routes, called as the gateway calls them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from fakes.playback import InMemoryPlayback, InMemoryProgress, InMemorySessionRecords
from fakes.rental import (
    CountingPayments,
    FakeMedia,
    FixedQuotes,
    InMemoryReminders,
    InMemoryRentals,
    RecordedEvents,
)
from gateway import call, token, verifier_of_test_tokens
from rental import api
from rental.wiring import wire
from rental_proof.environment_settings import rental_settings
from videoclub.identity import Role

BASE = "https://api.test/v1"


@pytest.fixture
def shop(monkeypatch):
    parts = SimpleNamespace(
        rentals=InMemoryRentals(),
        reminders=InMemoryReminders(),
        sessions=InMemoryPlayback(),
        records=InMemorySessionRecords(),
        kept=InMemoryProgress(),
        quotes=FixedQuotes(),
        payments=CountingPayments(),
        media=FakeMedia(),
        events=RecordedEvents(),
    )
    wiring = wire(rental_settings(), **vars(parts))
    monkeypatch.setattr(api, "wired", lambda: wiring)
    monkeypatch.setattr(api.routes, "verifier", verifier_of_test_tokens)
    return parts


def rent(shop, *, key="key-1", customer="ana", **body):
    body = {"movie_id": shop.quotes.offer().movie_id, "payment_method": "test-ok"} | body
    headers = {"Idempotency-Key": key} if key else {}
    return call(api.app, "POST", "/rentals", body=body, headers=headers, token=token(customer))


def test_rents_a_film(shop):
    rented = rent(shop)
    assert rented.status == 201
    assert rented.headers["location"] == rented.json["links"]["self"] == f"{BASE}/rentals/{rented.json['id']}"
    assert rented.json["state"] == "ready"
    assert rented.json["price"] == {"amount": "3.99", "currency": "EUR"}
    assert rented.json["watch_within"] == "PT48H"
    assert "first_played_at" not in rented.json
    assert rented.json["start_by"] == rented.json["expires_at"]


def test_answers_a_repetition_byte_for_byte(shop):
    # Given a rental that was played meanwhile
    movie_id = shop.quotes.offer().movie_id
    first = rent(shop, movie_id=movie_id)
    rental = shop.rentals.find_rental(first.json["id"])
    shop.rentals.start_rental(rental, now=rental.rented_at + timedelta(hours=1))
    # When the request comes again
    again = rent(shop, movie_id=movie_id)
    # Then the answer is the first one
    assert (again.status, again.text) == (first.status, first.text)


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"key": None}, 400, "idempotency-key-required"),
        ({"key": "k" * 256}, 400, "validation-error"),
        ({"movie_id": 5}, 400, "validation-error"),
        ({"surprise": True}, 400, "validation-error"),
        ({"payment_method": "gold"}, 400, "validation-error"),
        ({"expected_price": {"amount": "-1", "currency": "EUR"}}, 400, "validation-error"),
        ({"expected_price": {"amount": "1.00", "currency": "EUR"}}, 409, "price-changed"),
        ({"movie_id": "unknown"}, 404, "not-found"),
    ],
)
def test_refuses_by_name(shop, changes, status, slug):
    refused = rent(shop, **changes)
    assert (refused.status, refused.json["code"]) == (status, slug)
    assert refused.json["type"] == f"{BASE}/problems/{slug}"
    assert not shop.rentals.recorded


def test_points_at_what_is_wrong(shop):
    refused = rent(shop, payment_method="gold", surprise=1)
    assert {error["pointer"] for error in refused.json["errors"]} == {"/payment_method", "/surprise"}


def test_names_the_live_rental(shop):
    movie_id = shop.quotes.offer().movie_id
    first = rent(shop, movie_id=movie_id)
    second = rent(shop, movie_id=movie_id, key="key-2")
    assert (second.status, second.json["code"]) == (409, "already-rented")
    assert second.json["links"]["rental"] == first.json["links"]["self"]


def test_lists_my_rentals_by_pages(shop):
    # Given three rentals
    ids = [rent(shop, key=str(n)).json["id"] for n in range(3)]
    # When they are read by two
    first = call(api.app, "GET", "/rentals", query={"limit": "2"}, token=token("ana"))
    cursor = first.json["next"].rpartition("cursor=")[2]
    second = call(api.app, "GET", "/rentals", query={"limit": "2", "cursor": cursor}, token=token("ana"))
    # Then each comes once, and the last page has no next
    assert sorted(item["id"] for page in (first, second) for item in page.json["items"]) == sorted(ids)
    assert "next" not in second.json


def test_a_cursor_is_good_for_its_own_list_only(shop):
    for n in range(3):
        rent(shop, key=str(n))
    first = call(api.app, "GET", "/rentals", query={"limit": "2"}, token=token("ana"))
    cursor = first.json["next"].rpartition("cursor=")[2]
    for query, caller in (({"cursor": cursor, "state": "ready"}, "ana"), ({"cursor": cursor}, "bob")):
        refused = call(api.app, "GET", "/rentals", query=query, token=token(caller))
        assert (refused.status, refused.json["errors"][0]["pointer"]) == (400, "/cursor")
    garbage = call(api.app, "GET", "/rentals", query={"cursor": "garbage"}, token=token("ana"))
    assert garbage.json["code"] == "validation-error"


@pytest.mark.parametrize(
    ("method", "resource", "body"),
    [
        ("GET", "/rentals/{rental_id}", None),
        ("GET", "/rentals/{rental_id}/playback", None),
        ("POST", "/rentals/{rental_id}/cancellation", None),
        ("POST", "/rentals/{rental_id}/playback-sessions", {"device_id": "tv", "confirm_start": True}),
    ],
)
def test_another_customers_rental_looks_like_none(shop, method, resource, body):
    rental_id = rent(shop).json["id"]
    own = call(api.app, method, resource, path={"rental_id": rental_id}, body=body, token=token("ana"))
    other = call(api.app, method, resource, path={"rental_id": rental_id}, body=body, token=token("bob"))
    assert own.status < 300
    assert (other.status, other.json["code"]) == (404, "not-found")


def cancel(shop, rental_id, customer="ana"):
    path = {"rental_id": rental_id}
    return call(api.app, "POST", "/rentals/{rental_id}/cancellation", path=path, token=token(customer))


def test_cancels_and_says_the_same_again(shop):
    rental_id = rent(shop).json["id"]
    cancelled, again = cancel(shop, rental_id), cancel(shop, rental_id)
    assert (cancelled.status, cancelled.json["state"]) == (200, "cancelled")
    assert cancelled.json["cancelled_at"]
    assert again.text == cancelled.text


def test_a_repetition_after_the_cancellation_gives_the_first_answer(shop):
    movie_id = shop.quotes.offer().movie_id
    rented = rent(shop, movie_id=movie_id)
    cancel(shop, rented.json["id"])
    assert rent(shop, movie_id=movie_id).text == rented.text


def test_does_not_cancel_what_was_played(shop):
    rental_id = rent(shop).json["id"]
    body = {"device_id": "tv", "confirm_start": True}
    path = {"rental_id": rental_id}
    call(api.app, "POST", "/rentals/{rental_id}/playback-sessions", path=path, body=body, token=token("ana"))
    refused = cancel(shop, rental_id)
    assert (refused.status, refused.json["code"]) == (409, "already-started")


def test_says_when_a_payment_is_being_settled(shop):
    shop.payments.lose_charges = True
    refused = rent(shop)
    assert (refused.status, refused.json["code"]) == (409, "request-in-progress")
    assert refused.headers["retry-after"] == "2"


def test_plays_and_reports(shop):
    # Given a rental
    rental_id = rent(shop).json["id"]
    path = {"rental_id": rental_id}
    before = call(api.app, "GET", "/rentals/{rental_id}/playback", path=path, token=token("ana"))
    assert before.json == {
        "will_start_watch_window": True,
        "watch_within": "PT48H",
        "position_s": 0,
        "duration_s": 40,
    }
    # When it is played
    body = {"device_id": "tv", "device_name": "Living room"}
    sessions = "/rentals/{rental_id}/playback-sessions"
    unconfirmed = call(api.app, "POST", sessions, path=path, body=body, token=token("ana"))
    assert (unconfirmed.status, unconfirmed.json["code"]) == (409, "start-not-confirmed")
    started = call(api.app, "POST", sessions, path=path, body=body | {"confirm_start": True}, token=token("ana"))
    # Then there is something to play, and heartbeats are taken until it is stopped
    assert started.status == 201
    assert started.json["media"]["type"] == "mp4"
    assert started.json["heartbeat_every_s"] == 10
    session = {"session_id": started.json["id"]}
    beat = {"position_s": 3, "state": "playing"}
    heartbeat = call(api.app, "PUT", "/playback-sessions/{session_id}", path=session, body=beat, token=token("ana"))
    assert heartbeat.json["position_s"] == 3
    movie = {"movie_id": shop.rentals.find_rental(rental_id).movie_id}
    assert call(api.app, "GET", "/movies/{movie_id}/watching", path=movie).json == {"count": 1}
    stopped = call(api.app, "DELETE", "/playback-sessions/{session_id}", path=session, token=token("ana"))
    assert (stopped.status, stopped.text) == (204, "")
    late = call(api.app, "PUT", "/playback-sessions/{session_id}", path=session, body=beat, token=token("ana"))
    assert (late.status, late.json["code"]) == (410, "session-ended")


def started_session(shop, customer="ana"):
    rental_id = rent(shop, key=f"key-{customer}", customer=customer).json["id"]
    body = {"device_id": "tv", "confirm_start": True}
    sessions = "/rentals/{rental_id}/playback-sessions"
    started = call(api.app, "POST", sessions, path={"rental_id": rental_id}, body=body, token=token(customer))
    return rental_id, {"session_id": started.json["id"]}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"position_s": -1}, "/position_s"),
        ({"position_s": 10**12}, "/position_s"),
        ({"position_s": 1.5}, "/position_s"),
        ({"position_s": "12"}, "/position_s"),
        ({"state": "rewinding"}, "/state"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_points_at_what_is_wrong_with_a_heartbeat(shop, changes, pointer):
    _, session = started_session(shop)
    body = {"position_s": 3, "state": "playing"} | changes
    refused = call(api.app, "PUT", "/playback-sessions/{session_id}", path=session, body=body, token=token("ana"))
    assert (refused.status, [error["pointer"] for error in refused.json["errors"]]) == (400, [pointer])


@pytest.mark.parametrize("session_id", ["nothing", "a.b", "é.ü", "." * 200])
def test_a_session_that_never_was_looks_like_another_customers(shop, session_id):
    beat = {"position_s": 3, "state": "playing"}
    path = {"session_id": session_id}
    refused = call(api.app, "PUT", "/playback-sessions/{session_id}", path=path, body=beat, token=token("ana"))
    assert (refused.status, refused.json["code"]) == (404, "not-found")


def test_heartbeats_say_that_they_are_degraded(shop):
    _, session = started_session(shop)
    shop.sessions.broken = True
    beat = {"position_s": 3, "state": "playing"}
    heartbeat = call(api.app, "PUT", "/playback-sessions/{session_id}", path=session, body=beat, token=token("ana"))
    assert (heartbeat.status, heartbeat.json["degraded"], heartbeat.json["position_s"]) == (200, True, 3)
    gone = call(api.app, "GET", "/movies/{movie_id}/watching", path={"movie_id": "any"})
    assert (gone.status, gone.json["code"]) == (503, "service-unavailable")


def test_admins_see_which_films_are_watched(shop):
    # Given three films that are watched
    for customer in ("ana", "bob", "eve"):
        started_session(shop, customer)
    movie_ids = {r.movie_id for r in shop.rentals.recorded.values()}
    # When they are read by two
    admin = token("root", Role.ADMIN)
    first = call(api.app, "GET", "/watching", query={"limit": "2"}, token=admin)
    cursor = first.json["next"].rpartition("cursor=")[2]
    second = call(api.app, "GET", "/watching", query={"limit": "2", "cursor": cursor}, token=admin)
    # Then each is there once, with the sum of all on each page
    items = first.json["items"] + second.json["items"]
    assert {item["movie_id"] for item in items} == movie_ids
    assert len(items) == first.json["count"] == second.json["count"] == 3
    # And only admins may ask
    assert call(api.app, "GET", "/watching", token=token("ana")).status == 403


def test_a_cursor_of_my_rentals_is_none_of_continue_watching(shop):
    for n in range(2):
        rent(shop, key=str(n))
    first = call(api.app, "GET", "/rentals", query={"limit": "1"}, token=token("ana"))
    query = {"cursor": first.json["next"].rpartition("cursor=")[2]}
    refused = call(api.app, "GET", "/me/continue-watching", query=query, token=token("ana"))
    assert (refused.status, refused.json["errors"][0]["pointer"]) == (400, "/cursor")


def test_says_nothing_without_a_token(shop):
    refused = call(api.app, "GET", "/rentals")
    assert (refused.status, refused.json["code"], refused.headers["www-authenticate"]) == (
        401,
        "unauthenticated",
        "Bearer",
    )
