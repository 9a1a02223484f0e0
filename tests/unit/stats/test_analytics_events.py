"""What Google Analytics is sent keeps the limits of its Measurement Protocol; each limit is checked before sending."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stats.analytics_events import (
    BACKDATING_MAX,
    BATCH_MAX_BYTES,
    NAME_MAX_CHARS,
    PARAMETERS_MAX,
    VALUE_MAX_CHARS,
    AnalyticsEvent,
    LimitExceeded,
    batches_of,
    check_event,
    events_of,
    fitted,
)
from stats.report.figures import Report

from .conftest import Desk
from .test_reporting import busy_days, report

AT = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)


def made(desk: Desk) -> Report:
    busy_days(desk)
    report(desk)
    return Report.of_json(desk.reports.files["2026-11-21", "report.json"])


def batches(*events: AnalyticsEvent, now: datetime = AT) -> list[bytes]:
    return batches_of(events, at=AT, now=now)


@pytest.mark.parametrize(
    "event",
    [
        AnalyticsEvent("x" * (NAME_MAX_CHARS + 1), {}),
        AnalyticsEvent("with space", {}),
        AnalyticsEvent("1st", {}),
        AnalyticsEvent("page_view", {}),
        AnalyticsEvent("ga_day", {}),
        AnalyticsEvent("google_day", {}),
        AnalyticsEvent("firebase_day", {}),
        AnalyticsEvent("_day", {}),
        AnalyticsEvent("day", {"session_id": 1}),
        AnalyticsEvent("day", {"x" * (NAME_MAX_CHARS + 1): 1}),
        AnalyticsEvent("day", {"title": "x" * (VALUE_MAX_CHARS + 1)}),
        AnalyticsEvent("day", {"title": "é" * (VALUE_MAX_CHARS // 6 + 1)}),
        AnalyticsEvent("day", {f"p{number}": 1 for number in range(PARAMETERS_MAX + 1)}),
    ],
)
def test_an_event_that_would_be_dropped_is_refused(event: AnalyticsEvent):
    # When / Then
    with pytest.raises(LimitExceeded):
        check_event(event)
    with pytest.raises(LimitExceeded):
        batches(event)


def test_an_event_at_the_limits_is_taken():
    # When / Then
    check_event(AnalyticsEvent("x" * NAME_MAX_CHARS, {f"p{n}": "x" * VALUE_MAX_CHARS for n in range(PARAMETERS_MAX)}))


def test_a_batch_has_up_to_25_events():
    # When
    sizes = [len(json.loads(batch)["events"]) for batch in batches(*[AnalyticsEvent("day", {})] * 60)]

    # Then
    assert sizes == [25, 25, 10]


def test_a_batch_has_up_to_130_kb(monkeypatch: pytest.MonkeyPatch):
    # Given: events within all limits make 70 kB at most, so the limit is lowered to be met
    monkeypatch.setattr("stats.analytics_events.BATCH_MAX_BYTES", 2_000)
    event = AnalyticsEvent("day", {f"p{number}": "x" * 50 for number in range(10)})

    # When
    made = batches(*[event] * 7)

    # Then
    assert len(made) > 1
    assert all(len(batch) <= 2_000 for batch in made)
    assert sum(len(json.loads(batch)["events"]) for batch in made) == 7
    monkeypatch.setattr("stats.analytics_events.BATCH_MAX_BYTES", 100)
    with pytest.raises(LimitExceeded):
        batches(event)


def test_nothing_older_than_72_hours_is_told():
    # When / Then
    assert batches(AnalyticsEvent("day", {}), now=AT + BACKDATING_MAX)
    with pytest.raises(LimitExceeded):
        batches(AnalyticsEvent("day", {}), now=AT + BACKDATING_MAX + timedelta(seconds=1))


def test_a_report_is_told_whole_and_without_a_customer(desk: Desk):
    # Given
    whole = made(desk)

    # When
    events = events_of(whole)
    sent = b"".join(batches(*events)).decode()

    # Then
    by_name = {name: [e.parameters for e in events if e.name == name] for name in {e.name for e in events}}
    [day] = by_name["videoclub_day"]
    assert (day["period"], day["rentals"]) == ("2026-11-21", whole.rentals)
    assert sum(int(movie["rentals"]) for movie in by_name["videoclub_movie"]) == whole.rentals
    assert sum(float(genre.get("value", 0)) for genre in by_name["videoclub_genre"]) == pytest.approx(
        float(day["value"])
    )
    assert "customer-" not in sent
    assert len(sent) < BATCH_MAX_BYTES


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=150))
@settings(max_examples=50, deadline=None)
def test_whatever_a_film_is_called_its_title_fits(text: str):
    # When / Then
    check_event(AnalyticsEvent("day", {"title": fitted(text)}))
