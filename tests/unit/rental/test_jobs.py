"""The sweeper as Lambda starts it."""

from types import SimpleNamespace

import pytest

from fakes.playback import InMemoryPlayback
from fakes.rental import (
    CountingPayments,
    FakeMedia,
    FixedQuotes,
    InMemoryReminders,
    InMemoryRentals,
    RecordedEvents,
)
from rental import jobs
from rental.reminder import minute_of
from rental.wiring import wire
from rental_proof.environment_settings import rental_settings
from videoclub.clock import rfc3339, utc_now


def test_says_what_it_did(monkeypatch: pytest.MonkeyPatch):
    # Given nothing to do
    reminders = InMemoryReminders(progress=minute_of(utc_now()))
    wiring = wire(
        rental_settings(),
        rentals=InMemoryRentals(),
        reminders=reminders,
        sessions=InMemoryPlayback(),
        quotes=FixedQuotes(),
        payments=CountingPayments(),
        media=FakeMedia(),
        events=RecordedEvents(),
    )
    monkeypatch.setattr(jobs, "wired", lambda: wiring)
    # When
    context = SimpleNamespace(aws_request_id="r", get_remaining_time_in_millis=lambda: 60_000)
    swept = jobs.sweep({}, context)
    # Then
    assert reminders.progress
    assert swept == {
        **dict.fromkeys(("nothing", "finished", "given_up", "put_off", "silent_sessions"), 0),
        "until": rfc3339(reminders.progress),
        "behind": False,
    }
