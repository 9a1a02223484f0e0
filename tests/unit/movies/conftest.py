"""Movies on its fakes, behind its own handlers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fakes.developers import (
    KnownAddresses,
    MemoryFcm,
    MemoryNotifications,
    MemoryOutbox,
    MemorySubscriptions,
    MemoryWebhookOutbox,
    MemoryWebhooks,
    RecordedReceivers,
)
from fakes.movie_exchange import MemoryExchange, MemoryExport, MemoryImports, MemoryQueue
from fakes.movies import MemoryMovies, MemoryPeople, MemoryPrices, MemorySearch, RecordedRelay
from gateway import Answer, call, token, verifier_of_test_tokens
from movies import api, wiring
from movies.notifying import TOPIC_PATIENCE, WEBHOOK_PATIENCE, Notifier, Tally
from movies.settings import ExchangeSettings, MoviesSettings
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
DEVICE = "fcmdevice:APA91b-a-token-that-nobody-may-see-whole"
HOOK = "https://hooks.example.org/videoclub"
ROWS_AT_ONCE = 4
CHUNK_ROWS = 3
EXPORT_MOVIES_MAX = 3


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


@dataclass(frozen=True)
class Exchange:
    """The shop's import and export."""

    shop: Shop
    imports: MemoryImports
    files: MemoryExchange
    queue: MemoryQueue

    def post(self, *lines: str, **options: Any) -> Answer:
        """Import a file of these lines."""
        sent = {"body": "\n".join(lines).encode(), "headers": {"Content-Type": "text/csv"}, "token": self.shop.admin}
        return self.shop.call("POST", "/movie-imports", **(sent | options))

    def post_text(self, text: str) -> Answer:
        return self.post(text)

    def export(self, **options: Any) -> Answer:
        return self.shop.call("GET", "/movie-exports", **({"token": self.shop.admin} | options))

    def work(self) -> None:
        """Do all chunks that wait, as the worker does."""
        while self.queue.chunks:
            chunk = self.queue.chunks.pop(0)
            wiring.wired_exchange().desk.import_chunk(chunk, now=datetime.now(UTC))

    def progress(self, address: str, **query: str) -> Answer:
        import_id = address.rpartition("/")[2]
        path = {"import_id": import_id}
        return self.shop.call(
            "GET", "/movie-imports/{import_id}", path=path, query=query or None, token=self.shop.admin
        )

    def retry(self, address: str, **options: Any) -> Answer:
        """Let what is not done of an import be tried again."""
        path = {"import_id": address.rpartition("/")[2]}
        sent = {"token": self.shop.admin} | options
        return self.shop.call("POST", "/movie-imports/{import_id}/retries", path=path, **sent)


@pytest.fixture
def exchange(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Exchange:
    imports, files, queue = MemoryImports(), MemoryExchange(), MemoryQueue()
    settings = ExchangeSettings(
        database_url="postgresql://nowhere",
        cursor_key="c" * 32,
        sealing_key="s" * 32,
        exchange_bucket="files",
        imports_queue_url="https://queue.test",
        import_rows_at_once=ROWS_AT_ONCE,
        import_chunk_rows=CHUNK_ROWS,
        import_rows_max=20,
        export_inline_max_bytes=2000,
        export_movies_max=EXPORT_MOVIES_MAX,
    )
    wired = wiring.wire_exchange(
        settings,
        catalogue=wiring.wired().catalogue,
        jobs=imports,
        files=files,
        queue=queue,
        export=MemoryExport(shop.movies),
    )
    monkeypatch.setattr(wiring, "wired_exchange", lambda: wired)
    return Exchange(shop, imports, files, queue)


@dataclass(frozen=True)
class Developer:
    """Somebody who develops."""

    shop: Shop
    token: str

    def call(self, method: str, resource: str, **options: Any) -> Answer:
        return self.shop.call(method, f"/developer/{resource}", token=self.token, **options)

    def subscribe(self, *topics: str, device: str = DEVICE) -> Answer:
        return self.call("POST", "subscriptions", body={"registration_token": device, "topics": topics})

    def unsubscribe(self, subscription_id: str) -> Answer:
        return self.call("DELETE", "subscriptions/{subscription_id}", path={"subscription_id": subscription_id})

    def add_webhook(self, url: str = HOOK, **body: Any) -> Answer:
        return self.call("POST", "webhooks", body={"url": url} | body)

    def notifications(self, **query: str) -> list[dict[str, Any]]:
        return self.call("GET", "notifications", query=query).json["items"]


@pytest.fixture
def developer(shop: Shop) -> Developer:
    return Developer(shop, token(new_id(), Role.CUSTOMER, Role.DEVELOPER))


@pytest.fixture
def another(shop: Shop) -> Developer:
    return Developer(shop, token(new_id(), Role.CUSTOMER, Role.DEVELOPER))


@pytest.fixture
def notify(shop: Shop) -> Callable[..., Tally]:
    """Sends what is due to topics; with these answers first, by topic."""

    def send(**answers: Any) -> Tally:
        receivers = RecordedReceivers({name.replace("_", "."): answer for name, answer in answers.items()})
        notifier = Notifier(shop.outbox, receivers, TOPIC_PATIENCE)
        return notifier.notify(clock=utc_now, deadline=utc_now() + timedelta(minutes=1))

    return send


@pytest.fixture
def deliver(shop: Shop) -> Callable[..., Tally]:
    """Sends what is due to webhooks; with these answers first, by topic."""

    def send(**answers: Any) -> Tally:
        receivers = RecordedReceivers({name.replace("_", "."): answer for name, answer in answers.items()})
        notifier = Notifier(MemoryWebhookOutbox(shop.outbox), receivers, WEBHOOK_PATIENCE)
        return notifier.notify(clock=utc_now, deadline=utc_now() + timedelta(minutes=1))

    return send


def faults(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 400
    assert answer.json["code"] == "validation-error"
    return [(error["pointer"], error["code"]) for error in answer.json["errors"]]
