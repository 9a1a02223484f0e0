"""Movies on its fakes, behind its own handlers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
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
from fakes.movies import MemoryMovies, MemoryPeople, MemoryPrices, MemorySearch, RecordedRelay
from gateway import Answer, call, token, verifier_of_test_tokens
from movies import api, wiring
from movies.settings import MoviesSettings
from videoclub.clock import utc_now
from videoclub.identity import Role
from videoclub.ids import MovieId, new_id

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
        """Add a film, and let its millisecond pass: no two prices of a film begin in the same one."""
        added, instant = self.call("POST", "/movies", body=FILM | changes, token=self.admin), utc_now()
        while utc_now() == instant:
            pass
        return added

    def add_earlier(self) -> str:
        """The id of a film that has been there for a day: two of its prices cannot begin in one millisecond."""
        movie_id = MovieId(self.add().json["id"])
        prices = self.movies.prices[movie_id]
        prices[0] = replace(prices[0], valid_from=prices[0].valid_from - timedelta(days=1))
        return movie_id

    def read(self, movie_id: str, **options: Any) -> Answer:
        return self.call("GET", "/movies/{movie_id}", path={"movie_id": movie_id}, **options)

    def change(self, movie_id: str, patch: Any, *, if_match: str | None = None, **options: Any) -> Answer:
        """PATCH the film, based on its present state unless told otherwise."""
        headers = {
            "Content-Type": "application/merge-patch+json",
            "If-Match": if_match or self.read(movie_id).headers["etag"],
        }
        return self.call(
            "PATCH",
            "/movies/{movie_id}",
            path={"movie_id": movie_id},
            body=patch,
            **({"headers": headers, "token": self.admin} | options),
        )

    def archive(self, movie_id: str, **options: Any) -> Answer:
        return self.call("DELETE", "/movies/{movie_id}", path={"movie_id": movie_id}, token=self.admin, **options)

    def restore(self, movie_id: str) -> Answer:
        return self.call("POST", "/movies/{movie_id}/restore", path={"movie_id": movie_id}, token=self.admin)

    def prices(self, movie_id: str, **query: str) -> Answer:
        path = {"movie_id": movie_id}
        return self.call("GET", "/movies/{movie_id}/prices", path=path, query=query, token=self.admin)

    def add_price(self, movie_id: str, **body: Any) -> Answer:
        path = {"movie_id": movie_id}
        return self.call("POST", "/movies/{movie_id}/prices", path=path, body=body, token=self.admin)

    def delete_price(self, movie_id: str, price_id: str) -> Answer:
        path = {"movie_id": movie_id, "price_id": price_id}
        return self.call("DELETE", "/movies/{movie_id}/prices/{price_id}", path=path, token=self.admin)

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
        prices=MemoryPrices(movies),
        people=MemoryPeople(movies),
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
