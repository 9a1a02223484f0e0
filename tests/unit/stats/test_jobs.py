"""The bot by its function: what it is told, what it answers, and how it goes on when its time is up."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stats import jobs
from stats.periods import Period
from stats.reporting import OutOfTime

from .conftest import Desk, context


@pytest.mark.parametrize(
    "event",
    [
        {"period": "2026-11-21"},
        {"detail-type": "Scheduled Event", "time": "2026-11-22T00:20:00Z", "detail": {}},
    ],
)
def test_the_bot_reports_on_the_period_it_is_given_or_on_the_day_before_its_schedule(desk: Desk, event: dict[str, Any]):
    # When
    result = jobs.report(event, context())

    # Then
    assert (result["period"], result["state"], result["reports"]) == ("2026-11-21", "made", ["2026-11-21"])
    assert json.loads(json.dumps(result)) == result


def test_the_bot_reports_on_yesterday_when_it_is_told_nothing(desk: Desk):
    # Given
    before = datetime.now(UTC).date()

    # When
    result = jobs.report({}, context())

    # Then
    yesterdays = {(day - timedelta(days=1)).isoformat() for day in (before, datetime.now(UTC).date())}
    assert yesterdays & set(result["reports"])


@pytest.mark.parametrize(
    ("event", "started"),
    [
        ({"period": "2026-W47"}, (Period.parse("2026-W47"), 2)),
        ({"time": "2026-11-22T00:20:00Z", "round": 4}, (None, 5)),
    ],
)
def test_out_of_time_the_bot_starts_itself_for_a_further_round(desk: Desk, event: dict[str, Any], started: object):
    # When
    result = jobs.report(event, context(remaining_s=100))

    # Then
    assert desk.bot.started == [started]
    assert result["state"] == "goes on"
    assert desk.reports.published == []


def test_a_bot_that_makes_no_headway_gives_up(desk: Desk):
    # When / Then
    with pytest.raises(OutOfTime):
        jobs.report({"period": "2026-11-21", "round": jobs.ROUNDS_MAX}, context(remaining_s=100))
    assert desk.bot.started == []
