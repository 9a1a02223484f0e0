"""What belongs to somebody else looks like nothing (404), on every route with an id that has an owner.

Each such route names below how its owner makes the thing; a new route without a line fails.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

from fakes.account_mails import CountedRelay
from fakes.accounts import MemoryAccounts, MemoryApiKeys, MemoryAttempts, PlainPasswords
from fakes.audit_log import MemoryAuditLog
from fakes.developers import (
    KnownAddresses,
    MemoryFcm,
    MemoryNotifications,
    MemoryOutbox,
    MemorySubscriptions,
    MemoryWebhooks,
)
from fakes.movies import MemoryMovies, RecordedRelay
from fakes.playback import InMemoryPlayback, InMemoryProgress, InMemorySessionRecords
from fakes.rental import CountingPayments, FakeMedia, FixedQuotes, InMemoryReminders, InMemoryRentals, RecordedEvents
from fakes.services import ScriptedServices
from gateway import Answer, call, token, verifier_of_test_tokens
from movies import wiring as movies_wiring
from movies.announcements import ADDED, announce
from movies.ports.developers import Settlement
from movies.settings import MoviesSettings
from rental import api as rental_api
from rental.settings import RentalSettings
from rental.wiring import wire as wire_rental
from users import wiring as users_wiring
from users.settings import UsersSettings
from videoclub.clock import utc_now
from videoclub.http import Route
from videoclub.identity import Role
from videoclub.ids import MovieId, new_id
from videoclub.values import Text
from videoclub_local.api_pages import service_routes

OWNER, OTHER = str(uuid4()), str(uuid4())
QUOTES = FixedQuotes()
OUTBOX = MemoryOutbox()
SERVICES = {routes.service: routes for routes in service_routes()}


def ask(service: str, method: str, resource: str, *, who: str = OWNER, **options: Any) -> Answer:
    """Call a service as a customer who is a developer too."""
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    credentials = token(who, Role.CUSTOMER, Role.DEVELOPER)
    return call(import_module(f"{service}.api").app, method, resource, headers=headers, token=credentials, **options)


def made(answer: Answer) -> dict[str, Any]:
    assert answer.status in (200, 201), answer.text
    return answer.json


def api_key() -> dict[str, str]:
    body = {"name": "A key", "scopes": ["movies:read"]}
    return {"key_id": made(ask("users", "POST", "/api-keys", body=body))["id"]}


def webhook() -> dict[str, str]:
    body = {"url": "https://hooks.example/films", "topics": ["movies.added"]}
    return {"webhook_id": made(ask("movies", "POST", "/developer/webhooks", body=body))["id"]}


def webhook_of_sent_events() -> dict[str, str]:
    now = utc_now()
    OUTBOX.add(announce(ADDED, MovieId(new_id()), title=Text(en="The Kid"), genres=[], url="https://x.test", now=now))
    OUTBOX.settle_due(now, 1, lambda due: [Settlement(one, now, receipt="sent") for one in due])
    return webhook()


def subscription() -> dict[str, str]:
    body = {"registration_token": "t" * 100, "topics": ["movies.added"]}
    made(ask("movies", "POST", "/developer/subscriptions", body=body))
    return {"subscription_id": made(ask("movies", "GET", "/developer/subscriptions"))["items"][0]["id"]}


def rental() -> dict[str, str]:
    body = {"movie_id": QUOTES.offer().movie_id, "payment_method": "test-ok"}
    return {"rental_id": made(ask("rental", "POST", "/rentals", body=body))["id"]}


def playback_session() -> dict[str, str]:
    body = {"device_id": "tv", "confirm_start": True}
    answer = ask("rental", "POST", "/rentals/{rental_id}/playback-sessions", path=rental(), body=body)
    return {"session_id": made(answer)["id"]}


HOW_TO_MAKE: dict[str, Callable[[], dict[str, str]]] = {
    "DELETE /api-keys/{key_id}": api_key,
    "DELETE /developer/webhooks/{webhook_id}": webhook,
    "POST /developer/webhooks/{webhook_id}/deliveries": webhook_of_sent_events,
    "DELETE /developer/subscriptions/{subscription_id}": subscription,
    "GET /rentals/{rental_id}": rental,
    "GET /rentals/{rental_id}/playback": rental,
    "POST /rentals/{rental_id}/cancellation": rental,
    "POST /rentals/{rental_id}/playback-sessions": rental,
    "PUT /playback-sessions/{session_id}": playback_session,
    "DELETE /playback-sessions/{session_id}": playback_session,
}
BODIES: dict[str, Any] = {
    "POST /rentals/{rental_id}/playback-sessions": {"device_id": "tv", "confirm_start": True},
    "PUT /playback-sessions/{session_id}": {"position_s": 5, "state": "playing"},
}
OWNERLESS = ("{movie_id}",)
"""Ids of what belongs to nobody."""


def has_an_owner(route: Route) -> bool:
    """Routes for anyone show public things; those for admins are refused to everybody else by role."""
    ids = [part for part in route.path.split("/") if part.startswith("{")]
    return route.who in (Role.CUSTOMER, Role.DEVELOPER) and any(part not in OWNERLESS for part in ids)


ROUTES = {
    f"{route.method} {route.path}": (service, route)
    for service, routes in SERVICES.items()
    for route in routes.declared
    if has_an_owner(route)
}


@pytest.fixture(autouse=True)
def _services(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three services whose things have owners, on their fakes."""
    audit_log = MemoryAuditLog()
    users = users_wiring.wire(
        UsersSettings(
            database_url="unused",
            cursor_key="c" * 32,
            token_signing_keys="",
            event_bus="",
            movies_function="",
            rental_function="",
            suggestions_function="",
            stats_function="",
        ),
        accounts=MemoryAccounts(),
        attempts=MemoryAttempts(),
        passwords=PlainPasswords(),
        services=ScriptedServices(),
        api_keys=MemoryApiKeys(),
        relay=CountedRelay(),
        audit_log=audit_log,
        transactions=audit_log,
    )
    movies = movies_wiring.wire(
        MoviesSettings(database_url="unused", cursor_key="c" * 32, sealing_key="s" * 32),
        movies=MemoryMovies(OUTBOX),
        relay=RecordedRelay(),
        fcm=MemoryFcm(),
        subscriptions=MemorySubscriptions(),
        webhooks=MemoryWebhooks(OUTBOX),
        notifications=MemoryNotifications(OUTBOX),
        addresses=KnownAddresses(),
    )
    rentals = wire_rental(
        RentalSettings(
            cassandra_hosts="",
            cassandra_username="",
            cassandra_password="",
            redis_url="",
            cursor_key="key",
            movies_function="",
            event_bus="",
            media_bucket="",
        ),
        rentals=InMemoryRentals(),
        reminders=InMemoryReminders(),
        sessions=InMemoryPlayback(),
        records=InMemorySessionRecords(),
        kept=InMemoryProgress(),
        quotes=QUOTES,
        payments=CountingPayments(),
        media=FakeMedia(),
        events=RecordedEvents(),
    )
    monkeypatch.setattr(users_wiring, "wired", lambda: users)
    monkeypatch.setattr(movies_wiring, "wired", lambda: movies)
    monkeypatch.setattr(rental_api, "wired", lambda: rentals)
    for routes in SERVICES.values():
        monkeypatch.setattr(routes, "verifier", verifier_of_test_tokens)


def test_every_route_with_an_owner_says_how_to_make_what_it_is_about():
    assert set(HOW_TO_MAKE) == set(ROUTES)


@pytest.mark.parametrize("name", HOW_TO_MAKE)
def test_somebody_elses_looks_like_nothing(name: str):
    # Given
    service, route = ROUTES[name]
    path = HOW_TO_MAKE[name]()

    # When
    foreign = ask(service, route.method, route.path, who=OTHER, path=path, body=BODIES.get(name))
    own = ask(service, route.method, route.path, path=path, body=BODIES.get(name))

    # Then
    assert (foreign.status, foreign.json["code"]) == (404, "not-found")
    assert own.status < 300, own.text
