"""Movies on its fakes, behind its own handlers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from fakes.developers import (
    KnownAddresses,
    MemoryFcm,
    MemoryNotifications,
    MemoryOutbox,
    MemorySubscriptions,
    MemoryWebhooks,
)
from fakes.movies import MemoryMovies, MemorySearch, RecordedRelay
from gateway import Answer, call, token, verifier_of_test_tokens
from movies import api, wiring
from movies.settings import MoviesSettings
from videoclub.identity import Role
from videoclub.ids import new_id

FILM = {
    "title": {"en": "The Kid", "fr": "Le Kid"},
    "year": 1921,
    "runtime_min": 68,
    "genres": ["comedy", "drama"],
    "price": {"amount": "2.49", "currency": "EUR"},
}


@dataclass(frozen=True)
class Shop:
    """The service: what it keeps and tells, and how it is called."""

    movies: MemoryMovies
    outbox: MemoryOutbox
    relay: RecordedRelay
    fcm: MemoryFcm
    addresses: KnownAddresses
    admin: str
    call: Callable[..., Answer]

    def add(self, **changes: Any) -> Answer:
        return self.call("POST", "/movies", body=FILM | changes, token=self.admin)

    def read(self, movie_id: str, **options: Any) -> Answer:
        return self.call("GET", "/movies/{movie_id}", path={"movie_id": movie_id}, **options)

    def archive(self, movie_id: str) -> Answer:
        return self.call("DELETE", "/movies/{movie_id}", path={"movie_id": movie_id}, token=self.admin)

    def search(self, *, token: str | None = None, **query: str) -> Answer:
        return self.call("GET", "/movies", query=query, token=token)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    outbox = MemoryOutbox()
    movies, relay = MemoryMovies(outbox), RecordedRelay()
    settings = MoviesSettings(database_url="postgresql://nowhere", cursor_key="c" * 32, sealing_key="s" * 32)
    fcm, subscriptions, addresses = MemoryFcm(), MemorySubscriptions(), KnownAddresses()
    wired = wiring.wire(
        settings,
        movies=movies,
        search=MemorySearch(movies),
        relay=relay,
        fcm=fcm,
        subscriptions=subscriptions,
        webhooks=MemoryWebhooks(outbox),
        addresses=addresses,
        notifications=MemoryNotifications(outbox),
    )
    monkeypatch.setattr(wiring, "wired", lambda: wired)
    monkeypatch.setattr(api.routes, "verifier", verifier_of_test_tokens)

    def call_api(*event: Any, **options: Any) -> Answer:
        return call(api.app, *event, **options)

    return Shop(movies, outbox, relay, fcm, addresses, token(new_id(), Role.ADMIN), call_api)
