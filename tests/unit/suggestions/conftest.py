"""Suggestions on in-memory ports."""

from dataclasses import dataclass, field
from typing import Any

import pytest

import suggestions.api
import suggestions.internal
import suggestions.jobs
from fakes.suggestions import MemoryHistories, MemoryLists
from gateway import Answer, call, verifier_of_test_tokens
from suggestions.settings import SuggestionsSettings
from suggestions.wiring import wire


@dataclass
class Service:
    """The service with what stands behind it."""

    histories: MemoryHistories
    lists: MemoryLists
    summary: dict[str, Any] = field(default_factory=dict)

    def rebuild(self) -> dict[str, Any]:
        return suggestions.jobs.rebuild({}, None)

    def suggest(self, customer_id: str, limit: int = 20) -> dict[str, Any]:
        request = {"customer_id": customer_id, "limit": limit}
        return suggestions.internal.handler({"operation": "suggest_movies", "request": request}, None)["answer"]

    def get(self, resource: str, **options: Any) -> Answer:
        return call(suggestions.api.app, "GET", resource, **options)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    histories, lists = MemoryHistories(), MemoryLists()
    settings = SuggestionsSettings(redis_url="unused", cursor_key="test", stats_function="unused")
    wiring = wire(settings, reader=lists, writer=lists, histories=histories)
    for doorway in (suggestions.api, suggestions.internal, suggestions.jobs):
        monkeypatch.setattr(doorway, "wired", lambda: wiring)
    monkeypatch.setattr(suggestions.api.routes, "verifier", verifier_of_test_tokens)
    return Service(histories, lists)
