"""The bot's report is Rental's count, the same at every run, and says where events differed."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from fakes.stats import NOON, RentalStory
from stats import jobs
from stats.periods import CLOSING_LAG, Period
from videoclub.errors import ValidationFailed

from .conftest import Desk

DAY = Period(NOON.date())
NEXT_DAY = NOON + timedelta(days=1)
CONTEXT = SimpleNamespace(aws_request_id="r-1")


def report(desk: Desk, now: datetime = NEXT_DAY) -> Any:
    desk.wiring.reporting.make_report(DAY, now=now)
    return json.loads(desk.reports.files[str(DAY)])


def test_every_rental_of_every_shard_and_page_is_counted(desk: Desk):
    # Given
    film = "film-1"
    twice = RentalStory(movie=film, price="1.10")
    desk.rental.shards[:] = [
        [twice.fact, RentalStory(movie=film, customer=twice.customer_id, price="2.20").fact, RentalStory().fact],
        [RentalStory(price="0.99").fact, RentalStory(at=NOON + timedelta(days=1)).fact],
    ]

    # When
    made = report(desk)

    # Then
    assert (made["rentals"], made["customers"]) == (4, 3)
    assert made["revenue"] == [{"amount": "6.78", "currency": "EUR"}]
    assert made["movies"][0] == {
        "movie_id": film,
        "rentals": 2,
        "customers": 1,
        "revenue": [{"amount": "3.30", "currency": "EUR"}],
        "watched_s": 0,
    }
    assert made["closed"] is True


def test_what_was_watched_on_the_day_is_told_by_film(desk: Desk):
    # Given
    story = RentalStory()
    desk.rental.shards[0].append(story.fact)
    next_day = timedelta(days=1)
    desk.tell(story.created(), story.started(), story.watched(50, 40), story.watched(95, 45))
    desk.tell(story.watched(99, 5, after=next_day))

    # When
    made = report(desk)

    # Then
    assert made["viewing"] == {"watched_s": 85, "started": 1, "completed": 1}
    assert made["movies"][0]["watched_s"] == 85


def test_rentals_that_no_event_told_of_are_taken_in_and_counted(desk: Desk):
    # Given
    told, missed = RentalStory(), RentalStory()
    invented = RentalStory()
    desk.rental.shards[1] += [told.fact, missed.fact]
    desk.tell(told.created(), invented.created())

    # When
    made = report(desk)

    # Then
    assert made["differences"] == {"missing_events": 1, "unknown_to_rental": 1}
    assert [viewing.rental_id for viewing in desk.viewings.read_history(missed.customer_id)] == [missed.rental_id]


def test_the_same_day_gives_the_same_bytes_in_whatever_order_it_is_read(desk: Desk):
    # Given
    stories = [RentalStory(movie=f"film-{number % 3}") for number in range(9)]
    desk.tell(*(story.created() for story in stories[:5]))
    desk.rental.shards[:] = [[story.fact for story in stories[:4]], [story.fact for story in stories[4:]]]
    report(desk)
    first = desk.reports.files[str(DAY)]

    # When
    desk.rental.shards[:] = [[story.fact for story in reversed(stories)], []]
    report(desk, now=NEXT_DAY + timedelta(days=30))

    # Then
    assert desk.reports.files[str(DAY)] == first


def test_a_day_is_closed_some_minutes_after_its_end(desk: Desk):
    # Given
    midnight = datetime(2026, 11, 22, tzinfo=UTC)

    # When
    closed = [report(desk, now)["closed"] for now in (NOON, midnight, midnight + CLOSING_LAG)]

    # Then
    assert closed == [False, False, True]


def test_a_day_that_lies_ahead_has_no_report(desk: Desk):
    # When / Then
    with pytest.raises(ValidationFailed):
        desk.wiring.reporting.make_report(DAY, now=NOON - timedelta(days=1))
    assert desk.reports.files == {}


def test_the_pointer_stays_at_the_latest_period(desk: Desk):
    # Given
    report(desk)

    # When
    desk.wiring.reporting.make_report(Period(NOON.date() - timedelta(days=3)), now=NEXT_DAY)

    # Then
    assert desk.reports.latest == "2026-11-21"


@pytest.mark.parametrize(
    "event",
    [
        {"period": "2026-11-21"},
        {"detail-type": "Scheduled Event", "time": "2026-11-22T00:20:00Z", "detail": {}},
    ],
)
def test_the_job_reports_on_the_period_it_is_given_or_on_the_day_before_its_schedule(desk: Desk, event: dict[str, Any]):
    # When
    result = jobs.report(event, CONTEXT)

    # Then
    assert result["period"] == "2026-11-21"
    assert result["key"] == "reports/2026-11-21/report.json"
    assert json.loads(json.dumps(result)) == result


def test_the_job_reports_on_yesterday_when_it_is_told_nothing(desk: Desk):
    # Given
    before = datetime.now(UTC).date()

    # When
    result = jobs.report({}, CONTEXT)

    # Then
    yesterdays = {(day - timedelta(days=1)).isoformat() for day in (before, datetime.now(UTC).date())}
    assert result["period"] in yesterdays
