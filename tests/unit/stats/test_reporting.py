"""The bot's report is Rental's count, the same at every run, and says where events differed."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fakes.stats import NOON, RentalStory
from stats.periods import CLOSING_LAG, Period
from stats.reporting import OutOfTime
from videoclub.contracts.rental import DayShardRequest
from videoclub.errors import ServiceUnavailable, ValidationFailed
from videoclub.values import Money

from .conftest import Desk

DAY = Period(NOON.date())
WEEK = Period.of(NOON.date(), "week")
NEXT_DAY = NOON + timedelta(days=1)
NEXT_MONTH = NOON + timedelta(days=30)


def no_hurry() -> None:
    return None


def report(desk: Desk, period: Period = DAY, now: datetime = NEXT_DAY) -> Any:
    desk.reporting.make_report(period, now=now, check_time=no_hurry)
    return json.loads(desk.reports.files[str(period), "report.json"])


def busy_days(desk: Desk, count: int = 60) -> None:
    """Rentals of eleven days around DAY, most of them told of and watched."""
    chance = random.Random(7)  # noqa: S311
    for number in range(count):
        story = RentalStory(
            customer=f"customer-{chance.randrange(12)}",
            movie=f"film-{chance.randrange(4)}",
            at=NOON + timedelta(minutes=chance.randrange(-8 * 1440, 3 * 1440)),
            price=chance.choice(["0.99", "2.49"]),
        )
        desk.neighbours.shards[number % 2].append(story.fact)
        if chance.random() < 0.9:
            desk.tell(story.created(), story.started(), story.watched(chance.randrange(101), 30))
    for number in range(4):
        desk.neighbours.has_film(f"film-{number}", f"Film <{number}>", ("comedy", "drama")[number % 2])
    desk.neighbours.countries |= {story.customer_id: "FR" for story in desk.neighbours.shards[0]}


def test_every_rental_of_every_shard_and_page_is_counted(desk: Desk):
    # Given
    film = "film-1"
    twice = RentalStory(movie=film, price="1.10")
    desk.neighbours.shards[:] = [
        [twice.fact, RentalStory(movie=film, customer=twice.customer_id, price="2.20").fact, RentalStory().fact],
        [RentalStory(price="0.99").fact, RentalStory(at=NOON + timedelta(days=1)).fact],
    ]
    desk.neighbours.has_film(film, "Nosferatu", "horror", "drama")
    desk.neighbours.countries[twice.customer_id] = "BE"

    # When
    made = report(desk)

    # Then
    assert (made["rentals"], made["customers"], made["new_customers"]) == (4, 3, 3)
    assert made["revenue"] == [{"amount": "6.78", "currency": "EUR"}]
    assert made["movies"][0] == {
        "movie_id": film,
        "title": {"en": "Nosferatu"},
        "genre": "horror",
        "rentals": 2,
        "customers": 1,
        "revenue": [{"amount": "3.30", "currency": "EUR"}],
        "watched_s": 0,
        "started": 0,
        "completed": 0,
    }
    assert [(genre["genre"], genre["rentals"]) for genre in made["genres"]] == [("horror", 2), ("unknown", 2)]
    assert [(each["country"], each["customers"]) for each in made["countries"]] == [("BE", 1), ("unknown", 2)]
    assert made["closed"] is True


def test_what_was_watched_on_the_day_is_told(desk: Desk):
    # Given
    story, other = RentalStory(), RentalStory()
    desk.neighbours.shards[0] += [story.fact, other.fact]
    desk.tell(story.created(), story.started(), story.watched(50, 40), story.watched(95, 45, after=timedelta(hours=3)))
    desk.tell(story.watched(99, 5, after=timedelta(days=1)), other.created(), other.started(after=timedelta(days=1)))

    # When
    made = report(desk)

    # Then
    assert made["viewing"] == {"watched_s": 85, "started": 1, "completed": 1}
    assert made["conversion"] == {"rented": 2, "started": 1, "finished": 1}
    assert made["first_play"] == {"median_minutes": 60, "plays_by_minute": {"60": 1}}
    assert made["drop_off"]["furthest"][19] == 1
    assert [hour["viewers"] for hour in made["hours"]][13:17] == [0, 1, 1, 0]


def test_rentals_that_no_event_told_of_are_taken_in_and_counted(desk: Desk):
    # Given
    told, missed, invented = RentalStory(), RentalStory(), RentalStory()
    desk.neighbours.shards[1] += [told.fact, missed.cancelled_fact()]
    desk.tell(told.created(), invented.created())

    # When
    made = report(desk)

    # Then
    assert made["differences"] == {"missing_events": 1, "missing_cancellations": 1, "unknown_to_rental": 1}
    assert made["refunds"] == [{"amount": "2.49", "currency": "EUR"}]


def test_the_same_day_gives_the_same_bytes_in_whatever_order_it_is_read(desk: Desk):
    # Given
    busy_days(desk)
    report(desk)
    first = dict(desk.reports.files)

    # When
    desk.neighbours.shards[:] = [list(reversed(desk.neighbours.shards[1])), [], desk.neighbours.shards[0]]
    report(desk, now=NEXT_MONTH)

    # Then
    assert len(first) == 4
    assert desk.reports.files == first


@pytest.mark.parametrize("fail_after", range(0, 40, 3))
def test_a_bot_that_was_killed_anywhere_makes_the_same_report(desk: Desk, fail_after: int):
    # Given
    busy_days(desk)
    report(desk, WEEK, now=NEXT_MONTH)
    undisturbed = dict(desk.reports.files)
    desk.reports.files.clear()
    desk.reports.entries.clear()

    # When
    desk.neighbours.asked.clear()
    desk.neighbours.fail_after = fail_after
    try:
        report(desk, WEEK, now=NEXT_MONTH)
    except ServiceUnavailable:
        report(desk, WEEK, now=NEXT_MONTH)

    # Then
    assert desk.reports.files == undisturbed


def test_shards_that_were_copied_before_an_interruption_are_not_read_again(desk: Desk):
    # Given
    desk.neighbours.shards[:] = [[RentalStory().fact] for _ in range(12)]
    calls = 0

    def hurried() -> None:
        nonlocal calls
        calls += 1
        if calls > 5:
            raise OutOfTime

    with pytest.raises(OutOfTime):
        desk.reporting.make_report(DAY, now=NEXT_DAY, check_time=hurried)
    done = {shard for _, shard in desk.days.staged}
    desk.neighbours.asked.clear()

    # When
    made = report(desk)

    # Then
    read = {asked.shard for asked in desk.neighbours.asked if isinstance(asked, DayShardRequest) and asked.limit > 1}
    assert len(done) == 5
    assert read == set(range(12)) - done
    assert made["rentals"] == 12


def test_a_day_that_is_not_over_says_so_and_is_read_anew(desk: Desk):
    # Given
    desk.neighbours.shards[0].append(RentalStory(at=NOON - timedelta(hours=2)).fact)
    midnight = datetime(2026, 11, 22, tzinfo=UTC)

    # When
    first = report(desk, now=NOON)
    desk.neighbours.shards[0].append(RentalStory(at=NOON + timedelta(hours=1)).fact)
    later = [report(desk, now=now) for now in (midnight, midnight + CLOSING_LAG)]

    # Then
    assert [(made["closed"], made["rentals"]) for made in (first, *later)] == [(False, 1), (False, 2), (True, 2)]
    assert "the day is not over" not in desk.reports.files[str(DAY), "index.html"]


def test_a_period_that_lies_ahead_has_no_report(desk: Desk):
    # When / Then
    for period in (DAY, WEEK, Period.parse("2026-11")):
        with pytest.raises(ValidationFailed):
            report(desk, period, now=NOON - timedelta(days=40))
    assert desk.reports.files == {}


class TestWeeksAndMonths:
    def test_a_week_is_the_sum_of_its_days_and_counts_each_customer_once(self, desk: Desk):
        # Given
        busy_days(desk)

        # When
        week = report(desk, WEEK, now=NEXT_MONTH)

        # Then
        days = [json.loads(desk.reports.files[str(day), "report.json"]) for day in WEEK.days]
        assert desk.reports.published == [*map(str, WEEK.days), str(WEEK)]
        assert (week["closed"], week["days_reported"], week["days_in_period"]) == (True, 7, 7)
        assert week["rentals"] == sum(day["rentals"] for day in days) > 0
        assert [line["rentals"] for line in week["days"]] == [day["rentals"] for day in days]
        rented = [f for shard in desk.neighbours.shards for f in shard if WEEK.start <= f.rented_at < WEEK.end]
        assert week["customers"] == len({rental.customer_id for rental in rented})
        assert week["customers"] < sum(day["customers"] for day in days)
        assert sum(genre["rentals"] for genre in week["genres"]) == week["rentals"]
        assert sum(country["customers"] for country in week["countries"]) == week["customers"]

    def test_days_that_have_a_closed_report_are_not_read_again(self, desk: Desk):
        # Given
        busy_days(desk)
        report(desk, WEEK, now=NEXT_MONTH)
        desk.neighbours.asked.clear()

        # When
        report(desk, WEEK, now=NEXT_MONTH)

        # Then
        assert desk.neighbours.asked == []

    def test_a_month_that_runs_says_how_many_days_it_has_and_is_held_against_as_many(self, desk: Desk):
        # Given
        busy_days(desk)
        report(desk, Period.parse("2026-10"), now=NOON)

        # When
        month = report(desk, Period.parse("2026-11"), now=NOON)

        # Then
        assert (month["closed"], month["days_reported"], month["days_in_period"]) == (False, 21, 30)
        assert (month["before"]["period"], month["before"]["days"]) == ("2026-10", 21)

    def test_films_that_fell_and_prices_that_moved_are_told(self, desk: Desk):
        # Given
        yesterday = NOON - timedelta(days=1)
        desk.neighbours.shards[0] += [RentalStory(movie="fell", at=yesterday).fact for _ in range(3)]
        desk.neighbours.shards[0] += [RentalStory(movie="dearer", at=yesterday, price="1.00").fact]
        desk.neighbours.shards[1] += [RentalStory(movie="dearer", price=price).fact for price in ("1.00", "2.00")]
        report(desk, DAY.before, now=NEXT_DAY)

        # When
        before = report(desk)["before"]

        # Then
        assert before["flops"] == [{"movie_id": "fell", "rentals": 0, "rentals_before": 3}]
        assert [(each["movie_id"], each["price_before"]["amount"], each["price"]["amount"]) for each in
                before["price_changes"]] == [("dearer", "1.00", "1.50")]  # fmt: skip


class TestWhatIsDue:
    def test_the_night_after_a_sunday_makes_the_day_and_the_week(self, desk: Desk):
        # Given
        busy_days(desk)
        for day in Period.parse("2026-11").days[:20]:
            report(desk, day, now=NEXT_MONTH)
        desk.reports.published.clear()

        # When
        made = desk.reporting.make_due(now=datetime(2026, 11, 23, 0, 20, tzinfo=UTC), check_time=no_hurry)

        # Then
        assert desk.reports.published == ["2026-11-21", "2026-11-22", "2026-W47"]
        assert [str(each.period) for each in made] == desk.reports.published

    def test_the_night_after_a_months_end_makes_the_month(self, desk: Desk):
        # When
        made = desk.reporting.make_due(now=datetime(2026, 12, 1, 0, 20, tzinfo=UTC), check_time=no_hurry)

        # Then
        assert str(made[0].period) == "2026-11-30"
        assert (str(made[-1].period), made[-1].closed) == ("2026-11", True)

    def test_long_absence_is_made_up_for_a_month_back(self, desk: Desk):
        # Given
        report(desk, Period(date(2026, 8, 1)), now=NEXT_DAY)

        # When
        made = desk.reporting.make_due(now=NEXT_DAY, check_time=no_hurry)

        # Then
        days = [each.period.first for each in made if each.period.kind == "day"]
        assert (days[-1], min(days) <= date(2026, 10, 21)) == (DAY.first, True)
        assert len(days) == len(set(days))


def test_revenue_in_several_currencies_is_kept_apart(desk: Desk):
    # Given
    story = RentalStory(movie="film-1")
    story.price = Money.model_validate({"amount": "3.00", "currency": "CHF"})
    desk.neighbours.shards[0] += [story.fact, RentalStory(movie="film-1").fact]

    # When
    made = report(desk)

    # Then
    assert made["revenue"] == [{"amount": "3.00", "currency": "CHF"}, {"amount": "2.49", "currency": "EUR"}]
