"""Suggestions on in-memory ports."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import suggestions.api
import suggestions.internal
import suggestions.jobs
from fakes.suggestions import (
    MemoryCatalogue,
    MemoryHistories,
    MemoryLists,
    MemoryModels,
    MemoryParts,
    MemoryPlans,
    MemoryRuns,
    MemoryTrending,
)
from gateway import Answer, call, verifier_of_test_tokens
from suggestions import wiring
from suggestions.editions import Editions
from suggestions.history import Rented
from suggestions.list_writing import ListWriting
from suggestions.picking import Rules
from suggestions.rebuilding import BuildSettings, Rebuilding, Stores
from suggestions.refreshing import Refreshing
from suggestions.settings import SuggestionsSettings
from videoclub.contracts.movies import MovieFacts
from videoclub.ids import CustomerId, MovieId, PersonId, new_id

NOW = datetime.now(UTC).replace(microsecond=0)
RULES = Rules(length=10, per_director=3, per_genre=10, new=1)


@dataclass
class Service:
    """The service with what stands behind it, and a clock that the test moves."""

    lists: MemoryLists = field(default_factory=MemoryLists)
    trending: MemoryTrending = field(default_factory=MemoryTrending)
    runs: MemoryRuns = field(default_factory=MemoryRuns)
    histories: MemoryHistories = field(default_factory=MemoryHistories)
    catalogue: MemoryCatalogue = field(default_factory=MemoryCatalogue)
    models: MemoryModels = field(default_factory=MemoryModels)
    plans: MemoryPlans = field(default_factory=MemoryPlans)
    parts: MemoryParts = field(default_factory=MemoryParts)
    now: datetime = NOW

    def add_films(self, *names: str, director: str | None = None, genre: str = "drama", age_days: int = 900) -> None:
        """Films into the catalogue."""
        for name in names:
            directors = (PersonId(director),) if director else (PersonId(f"director of {name}"),)
            added_at = self.now - timedelta(days=age_days)
            film = MovieFacts(id=MovieId(name), genres=(genre,), directors=directors, added_at=added_at)
            self.catalogue.films.append(film)

    def rented(self, customer: str, names: str) -> None:
        """Stats knows of these rentals: a day apart, the last one yesterday."""
        films = names.split()
        self.histories.rentals[CustomerId(customer)] = [
            Rented(MovieId(name), self.now - timedelta(days=len(films) - place)) for place, name in enumerate(films)
        ]
        known = {film.id for film in self.catalogue.films}
        self.add_films(*(name for name in dict.fromkeys(films) if name not in known))

    def start(self) -> dict[str, Any]:
        """Run the coordinator on a snapshot of now."""
        self.histories.as_of = self.now
        return suggestions.jobs.rebuild({}, SimpleNamespace(aws_request_id="r"))

    def write_parts(self) -> list[dict[str, str]]:
        """Let those who write lists take all parts; gives the failures."""
        sent, self.parts.sent = self.parts.sent, []
        records = [_record({"run_id": run_id, "part": part}) for run_id, part in sent]
        return suggestions.jobs.write_lists({"Records": records}, None)["batchItemFailures"] if records else []

    def rebuild(self) -> dict[str, Any]:
        run = self.start()
        assert self.write_parts() == []
        return run

    def tell(self, kind: str, **facts: Any) -> dict[str, Any]:
        """An event is delivered."""
        event = {"event_id": new_id(), "type": kind, "occurred_at": self.now.isoformat()} | facts
        return suggestions.jobs.take_events({"Records": [_record(event)]}, None)

    def rent(self, customer: str, name: str, **facts: Any) -> dict[str, Any]:
        price = {"amount": "2.99", "currency": "EUR"}
        facts = {"rental_id": new_id(), "customer_id": customer, "movie_id": name, "price": price} | facts
        return self.tell("rental.created", **facts)

    def suggest(self, customer_id: str, limit: int = 20) -> dict[str, Any]:
        request = {"customer_id": customer_id, "limit": limit}
        return suggestions.internal.handler({"operation": "suggest_movies", "request": request}, None)["answer"]

    def listed(self, customer_id: str) -> list[str]:
        return [item["movie_id"] for item in self.suggest(customer_id)["items"]]

    def get(self, resource: str, **options: Any) -> Answer:
        return call(suggestions.api.app, "GET", resource, **options)


def _record(detail: dict[str, Any]) -> dict[str, str]:
    return {"messageId": new_id(), "eventSourceARN": "arn:aws:sqs:x:0:queue", "body": json.dumps({"detail": detail})}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    service = Service()

    def clock() -> datetime:
        return service.now

    settings = SuggestionsSettings(
        redis_url="unused", cursor_key="test", models_bucket="unused", stats_function="unused"
    )
    serving = wiring.wire(
        settings,
        reader=service.lists,
        writer=service.lists,
        trending=service.trending,
        histories=service.histories,
        runs=service.runs,
    )
    stores = Stores(
        snapshots=service.histories,
        catalogue=service.catalogue,
        models=service.models,
        plans=service.plans,
        runs=service.runs,
        lists=service.lists,
        trending=service.trending,
        parts=service.parts,
    )
    build = BuildSettings(
        rules=RULES,
        similar_length=10,
        trending_length=20,
        loss_max=0.03,
        customers_per_part=2,
        new_for=timedelta(days=30),
        new_until_customers=2,
    )
    editions = Editions(service.plans, service.models, RULES)
    parts = {
        "wired": serving,
        "wired_rebuilding": Rebuilding(stores, build),
        "wired_list_writing": ListWriting(service.histories, editions, service.runs, service.lists, clock),
        "wired_refreshing": Refreshing(
            service.lists, service.histories, Editions(service.plans, service.models, RULES), clock
        ),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, lambda part=part: part)
    for doorway in (suggestions.api, suggestions.internal):
        monkeypatch.setattr(doorway, "wired", lambda: serving)
    monkeypatch.setattr(suggestions.jobs, "utc_now", clock)
    monkeypatch.setattr(suggestions.api.routes, "verifier", verifier_of_test_tokens)
    return service
