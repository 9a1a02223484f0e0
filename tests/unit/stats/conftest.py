"""Stats on its fakes, behind its own handlers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from fakes.stats import MemoryDeadLetters, MemoryViewings
from fakes.stats_reports import MemoryDays, MemoryReports, Neighbours, RecordedBot
from gateway import Answer, call, token, verifier_of_test_tokens
from stats import api, internal, wiring
from stats.dead_letters import DeadLetterDesk
from stats.reading_days import DayReading
from stats.reporting import Reporting
from stats.reports import Reports
from stats.settings import StatsSettings
from stats.wiring import BotWiring, wire
from videoclub.cursors import Cursors
from videoclub.events import AnyRentalEvent
from videoclub.identity import Role
from videoclub.ids import new_id

CURSOR_KEY = "c" * 32


@dataclass(frozen=True)
class Desk:
    """The service: what it keeps, whom it asks, and how it is called."""

    call: Callable[..., Answer]
    viewings: MemoryViewings
    days: MemoryDays
    reporting: Reporting
    reports: MemoryReports
    neighbours: Neighbours
    letters: MemoryDeadLetters = field(default_factory=MemoryDeadLetters)
    bot: RecordedBot = field(default_factory=RecordedBot)
    admin: str = field(default_factory=lambda: token(new_id(), Role.ADMIN))

    def tell(self, *events: AnyRentalEvent) -> None:
        self.viewings.record_events(events)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    viewings, reports, neighbours = MemoryViewings(), MemoryReports(), Neighbours([[], []])
    settings = StatsSettings(database_url="postgresql://nowhere", cursor_key=CURSOR_KEY)
    wired = wire(settings, viewings=viewings, customer_data=viewings)

    def call_api(*event: Any, **options: Any) -> Answer:
        return call(api.app, *event, **options)

    days = MemoryDays(viewings)
    reporting = Reporting(neighbours, DayReading(neighbours, days), reports, reports, reports)
    desk = Desk(call_api, viewings, days, reporting, reports, neighbours)
    for doorway in (api, internal, wiring):
        monkeypatch.setattr(doorway, "wired", lambda: wired)
    monkeypatch.setattr(wiring, "wired_bot", lambda: BotWiring(reporting, desk.bot))
    monkeypatch.setattr(api, "wired_reports", lambda: Reports(reports, reports, Cursors(CURSOR_KEY), desk.bot))
    monkeypatch.setattr(api, "wired_dead_letters", lambda: DeadLetterDesk(desk.letters))
    monkeypatch.setattr(api.routes, "verifier", verifier_of_test_tokens)
    return desk


def context(remaining_s: float = 900) -> Any:
    """What Lambda tells a function, with so much time left."""
    return SimpleNamespace(aws_request_id="r-1", get_remaining_time_in_millis=lambda: int(remaining_s * 1000))
