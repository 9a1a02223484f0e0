"""What other services ask of Rental about a customer, and the consumer of those who want to be forgotten."""

import json
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
    a_rental,
)
from rental import internal, jobs
from rental.playback import SessionRequest
from rental.wiring import wire
from rental_proof.environment_settings import rental_settings
from videoclub.clock import utc_now
from videoclub.ids import NOBODY


@pytest.fixture
def shop(monkeypatch):
    rentals, sessions = InMemoryRentals(), InMemoryPlayback()
    wiring = wire(
        rental_settings(),
        rentals=rentals,
        reminders=InMemoryReminders(),
        sessions=sessions,
        records=InMemorySessionRecords(),
        kept=InMemoryProgress(),
        quotes=FixedQuotes(),
        payments=CountingPayments(),
        media=FakeMedia(),
        events=RecordedEvents(),
    )
    for doorway in (internal, jobs):
        monkeypatch.setattr(doorway, "wired", lambda: wiring)
    return SimpleNamespace(rentals=rentals, sessions=sessions, playback=wiring.playback)


@pytest.fixture
def played(shop):
    """A rental played to 10 of its 40 seconds."""
    now = utc_now()
    rental = shop.rentals.insert_rental(a_rental(now - timedelta(hours=1)))
    shop.rentals.list_rental(rental)
    started = shop.playback.start_session(rental, SessionRequest("tv", "Living room", confirm_start=True), now=now)
    shop.playback.report_playback(rental.customer_id, started.session.id, position_s=10, playing=True, now=now)
    return rental


def ask(operation, **request):
    return internal.handler({"operation": operation, "request": request}, None)["answer"]


def erase(customer_id):
    event = {
        "event_id": "e-1",
        "type": "customer.erased",
        "occurred_at": "2026-11-21T09:30:00Z",
        "customer_id": customer_id,
    }
    record = {"messageId": "m-1", "eventSourceARN": "arn:aws:sqs:x:0:q", "body": json.dumps({"detail": event})}
    return jobs.erase_customer({"Records": [record]}, None)


def test_a_home_page_learns_what_was_begun(played):
    # When
    [begun] = ask("continue_watching", customer_id=played.customer_id)["items"]

    # Then
    assert (begun["rental_id"], begun["position_s"], begun["duration_s"]) == (played.id, 10, 40)
    assert ask("continue_watching", customer_id="somebody else") == {"items": []}


def test_a_person_is_told_rentals_without_what_is_ours(played):
    # When
    held = ask("export_customer", customer_id=played.customer_id)["data"]

    # Then
    assert [rental["id"] for rental in held["rentals"]] == [played.id]
    assert {"media_key", "request_hash", "customer_id"}.isdisjoint(held["rentals"][0])
    assert held["playback_sessions"][0]["device_name"] == "Living room"


def test_an_erased_person_leaves_the_rental(shop, played):
    # When
    answers = [erase(played.customer_id), erase(played.customer_id)]

    # Then
    assert answers == [{"batchItemFailures": []}] * 2
    assert shop.rentals.find_rental(played.id).customer_id == NOBODY
    assert ask("export_customer", customer_id=played.customer_id)["data"] == {
        "rentals": [],
        "progress": [],
        "playback_sessions": [],
    }


def test_without_redis_the_erasure_is_tried_again(shop, played):
    # Given
    shop.sessions.broken = True

    # When / Then
    assert erase(played.customer_id) == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert shop.rentals.find_rental(played.id).customer_id == played.customer_id
