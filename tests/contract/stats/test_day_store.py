"""The DayStore: a day of rentals beside what events told, added up in SQL as one would count by hand."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from fakes.stats import MemoryViewings, RentalStory
from fakes.stats_reports import MemoryDays
from stats.adapters.postgres_days import PostgresDays
from stats.adapters.postgres_viewings import PostgresViewings
from stats.day_figures import Differences
from stats.periods import Period
from videoclub.contracts.rental import RentalFact
from videoclub.drivers.postgres import Postgres
from videoclub.events import AnyRentalEvent
from videoclub.ids import CustomerId, new_id

from .conftest import DayStores

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def day() -> Period:
    """A day that no other test uses: the store is shared."""
    return Period(date(2100, 1, 1) + timedelta(days=3 * random.randrange(100_000)))  # noqa: S311


def story_of(day: Period, hour: int = 12, **options: str) -> RentalStory:
    return RentalStory(at=day.start + timedelta(hours=hour), **options)


def stage(stores: DayStores, day: Period, *facts: RentalFact, shard: int = 0) -> None:
    stores.days.stage_shard(day.first, shard, [list(facts[:1]), list(facts[1:])], now=NOW)


class TestStaging:
    def test_shards_are_kept_whole_until_they_are_stale_or_the_day_is_forgotten(self, stores: DayStores, day: Period):
        # Given
        stories = [story_of(day) for _ in range(4)]
        stage(stores, day, stories[0].fact, stories[1].fact, shard=0)
        stage(stores, day, stories[2].fact, shard=3)

        # When
        stage(stores, day, stories[3].fact, shard=3)  # again, in place of what was there
        kept = stores.days.begin_day(day.first, since=NOW)
        counted = sum(movie.rentals for movie in stores.days.add_up(day).movies.values())
        stale = stores.days.begin_day(day.first, since=NOW + timedelta(seconds=1))

        # Then
        assert (kept, counted, stale) == ({0, 3}, 3, set())
        assert stores.days.add_up(day).customers == 0

    def test_a_shard_that_breaks_off_leaves_what_was_there(self, stores: DayStores, day: Period):
        # Given
        first = story_of(day)
        stage(stores, day, first.fact)

        def broken():
            yield [story_of(day).fact]
            raise ConnectionError

        # When
        with pytest.raises(ConnectionError):
            stores.days.stage_shard(day.first, 0, broken(), now=NOW)

        # Then
        assert set(stores.days.add_up(day).movies) == {first.movie_id}

    def test_ids_may_hold_whatever_they_like(self, stores: DayStores, day: Period):
        # Given
        odd = "a\tb\\n\nc\\N"
        stage(stores, day, story_of(day, movie=odd).fact)

        # When / Then
        assert set(stores.days.add_up(day).movies) == {odd}

    def test_a_copy_that_was_left_behind_is_forgotten(self, stores: DayStores, day: Period):
        # Given
        stores.days.stage_shard(day.first, 0, [[story_of(day).fact]], now=LONG_AGO)

        # When
        forgotten = stores.days.forget_days(LONG_AGO + timedelta(days=1))

        # Then
        assert forgotten == 1
        assert stores.days.begin_day(day.first, since=LONG_AGO) == set()


class TestDifferences:
    def test_what_events_missed_is_taken_in_and_counted_the_same_each_time(self, stores: DayStores, day: Period):
        # Given
        told, missed, half_told, unknown = (story_of(day) for _ in range(4))
        cancelled, cancelled_told = story_of(day), story_of(day)
        stores.viewings.record_events(
            [told.created(), told.watched(50, 40), half_told.started(), unknown.created(), cancelled.created()]
        )
        stores.viewings.record_events([cancelled_told.created(), cancelled_told.cancelled()])
        stage(stores, day, *(each.fact for each in (told, missed, half_told)))
        stage(stores, day, cancelled.cancelled_fact(), cancelled_told.cancelled_fact(), shard=1)

        # When
        found = [stores.days.take_in(day) for _ in range(2)]

        # Then
        assert found == [Differences(missing_events=2, missing_cancellations=1, unknown_to_rental=1)] * 2
        [history] = stores.viewings.read_history(half_told.customer_id)
        assert (history.price, history.first_played_at) == (half_told.price, half_told.at + timedelta(hours=1))
        assert stores.viewings.read_history(missed.customer_id)[0].rented_at == missed.at
        assert stores.viewings.read_history(told.customer_id)[0].watched_s == 40
        assert stores.viewings.read_history(cancelled.customer_id) == []

    def test_an_event_that_comes_after_the_bot_is_told_then(self, stores: DayStores, day: Period):
        # Given
        story = story_of(day)
        stage(stores, day, story.fact)
        stores.days.take_in(day)

        # When
        stores.viewings.record_events([story.created()])

        # Then
        assert stores.days.take_in(day) == Differences()
        assert len(stores.viewings.read_history(story.customer_id)) == 1


class TestCountries:
    def test_customers_are_asked_for_until_their_country_is_known_and_again_when_that_is_old(
        self, stores: DayStores, day: Period
    ):
        # Given
        known, silent = story_of(day), story_of(day)
        stage(stores, day, known.fact, silent.fact)
        customers = {known.customer_id, silent.customer_id}

        # When
        before = stores.days.customers_without_country(day.first, limit=10, asked_since=LONG_AGO)
        stores.days.record_countries({known.customer_id: "BE", silent.customer_id: None}, now=NOW)
        after = stores.days.customers_without_country(day.first, limit=10, asked_since=NOW)
        later = stores.days.customers_without_country(day.first, limit=1, asked_since=NOW + timedelta(days=1))

        # Then
        assert (set(before), after, len(later)) == (customers, [], 1)
        countries = stores.days.add_up(day).countries
        assert {country: figures.customers for country, figures in countries.items()} == {"BE": 1, "": 1}


class TestFigures:
    def test_a_customer_counts_once_over_several_days_and_is_new_once(self, stores: DayStores, day: Period):
        # Given
        tomorrow = Period(day.first + timedelta(days=1))
        faithful = new_id()
        for each, customers in ((day, [faithful, new_id()]), (tomorrow, [faithful, new_id()])):
            for shard, customer in enumerate(customers):
                stage(stores, each, story_of(each, customer=customer).fact, shard=shard)
            stores.days.take_in(each)
        stores.days.record_countries({CustomerId(faithful): "FR"}, now=NOW)

        # When
        figures = [stores.days.add_up(each) for each in (day, tomorrow)]

        # Then
        assert [(each.customers, each.new_customers) for each in figures] == [(2, 2), (2, 1)]
        assert stores.days.count_customers([day.first, tomorrow.first]) == (3, 3, {"FR": 1, "": 2})

    def test_cancellations_count_on_their_own_day_and_a_closed_day_stays(self, stores: DayStores, day: Period):
        # Given
        story = story_of(day, price="2.00")
        stage(stores, day, story.fact)
        stores.viewings.record_events([story.created()])
        stores.days.take_in(day)
        before = stores.days.add_up(day)

        # When
        stores.viewings.record_events(
            [story.started(after=timedelta(days=1)), story.cancelled(after=timedelta(days=1))]
        )
        next_day = stores.days.add_up(Period(day.first + timedelta(days=1)))

        # Then
        assert stores.days.add_up(day) == before
        assert (next_day.cancelled, next_day.refunds) == (1, {"EUR": Decimal("2.00")})
        assert next_day.first_play_minutes == {24 * 60: 1}


class TestOnPostgres:
    @pytest.mark.parametrize("seed", range(3))
    def test_sql_counts_what_counting_by_hand_counts(self, postgres: Postgres, day: Period, seed: int):
        # Given a busy day with events in any order, some lost, some of other days
        chance = random.Random(seed)  # noqa: S311 - a day to count
        by_hand, in_sql = MemoryDays(MemoryViewings()), PostgresDays(postgres)
        stores = ((by_hand, by_hand.viewings), (in_sql, PostgresViewings(postgres)))
        stories, events = _busy_day(day, chance)
        countries = {story.customer_id: chance.choice(["FR", "BE", None]) for story in stories}
        facts = [
            story.cancelled_fact() if chance.random() < 0.1 else story.fact
            for story in stories
            if story.at.date() == day.first
        ]

        # When
        found: list[object] = []
        for days, viewings in stores:
            viewings.record_events(events)
            for shard in range(3):
                days.stage_shard(day.first, shard, [facts[shard::3]], now=NOW)
            differences = days.take_in(day)
            days.record_countries(countries, now=NOW)
            found.append((differences, days.add_up(day)))

        # Then
        assert found[0] == found[1]


def _busy_day(day: Period, chance: random.Random) -> tuple[list[RentalStory], list[AnyRentalEvent]]:
    customers, movies = ([new_id() for _ in range(many)] for many in (25, 8))
    stories: list[RentalStory] = []
    events: list[AnyRentalEvent] = []
    for _ in range(120):
        at = day.start + timedelta(minutes=chance.randrange(-1440, 2880))
        price = chance.choice(["0.99", "2.49", "3.99"])
        story = RentalStory(customer=chance.choice(customers), movie=chance.choice(movies), at=at, price=price)
        stories.append(story)
        if chance.random() < 0.9:
            events.append(story.created())
        if chance.random() < 0.7:
            wait = timedelta(minutes=chance.randrange(2000))
            events.append(story.started(after=wait))
            for _ in range(chance.randrange(3)):
                wait += timedelta(minutes=chance.randrange(200))
                events.append(story.watched(chance.randrange(101), chance.randrange(60), after=wait))
        elif chance.random() < 0.3:
            events.append(story.cancelled(after=timedelta(minutes=chance.randrange(1500))))
    chance.shuffle(events)
    return stories, events
