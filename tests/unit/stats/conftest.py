"""Stats on its fakes, behind its own handlers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from fakes.stats import MemoryReports, MemoryViewings, RecordedBot, RentalShards
from gateway import Answer, call, token, verifier_of_test_tokens
from stats import api, internal, jobs
from stats.reporting import ReportRequests
from stats.settings import StatsSettings
from stats.wiring import Wiring, wire
from videoclub.events import AnyRentalEvent
from videoclub.identity import Role
from videoclub.ids import new_id


@dataclass(frozen=True)
class Desk:
    """The service: what it keeps, whom it asks, and how it is called."""

    viewings: MemoryViewings
    reports: MemoryReports
    rental: RentalShards
    wiring: Wiring
    call: Callable[..., Answer]
    bot: RecordedBot = field(default_factory=RecordedBot)
    admin: str = field(default_factory=lambda: token(new_id(), Role.ADMIN))

    def tell(self, *events: AnyRentalEvent) -> None:
        self.viewings.record_events(events)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    viewings, reports, rental = MemoryViewings(), MemoryReports(), RentalShards([[], []])
    settings = StatsSettings(
        database_url="postgresql://nowhere", cursor_key="c" * 32, reports_bucket="none", rental_function="none"
    )
    wiring = wire(settings, viewings=viewings, index=reports, files=reports, services=rental)

    def call_api(*event: Any, **options: Any) -> Answer:
        return call(api.app, *event, **options)

    desk = Desk(viewings, reports, rental, wiring, call_api)
    for doorway in (api, internal, jobs):
        monkeypatch.setattr(doorway, "wired", lambda: wiring)
    monkeypatch.setattr(api, "wired_requests", lambda: ReportRequests(desk.bot))
    monkeypatch.setattr(api.routes, "verifier", verifier_of_test_tokens)
    return desk
