"""The ViewingStore: each event counts once, in whatever order events come."""

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

from fakes.stats import NOON, RentalStory
from stats.adapters.postgres_viewings import PostgresViewings
from stats.movie_days import MovieDay
from stats.ports.viewings import ViewingStore
from videoclub.drivers.postgres import Postgres
from videoclub.ids import CustomerId, MovieId, new_id


class TestViewingStore:
    def test_the_order_of_events_does_not_matter(self, viewings: ViewingStore):
        # Given
        lives: list[list[tuple[object, ...]]] = []
        for order in permutations(range(4)):
            story = RentalStory()
            events = [story.created(), story.started(), story.watched(50, 40), story.watched(95, 30)]

            # When
            for place in order:
                assert viewings.record_events([events[place]]) == 1

            # Then
            lives.append(
                [
                    (v.rented_at, v.price, v.first_played_at, v.watched_s, v.position_s, v.duration_s, v.completed_at)
                    for v in viewings.read_history(story.customer_id)
                ]
            )
        assert len(lives[0]) == 1
        assert all(life == lives[0] for life in lives)

    def test_an_event_told_twice_counts_once(self, viewings: ViewingStore):
        # Given
        story = RentalStory()
        created, watched = story.created(), story.watched(50, 40)

        # When
        new = [viewings.record_events([created, watched, watched]), viewings.record_events([watched])]

        # Then
        assert new == [2, 0]
        assert viewings.read_history(story.customer_id)[0].watched_s == 40

    def test_a_film_is_completed_when_nine_tenths_were_reached(self, viewings: ViewingStore):
        # Given
        almost, reached = RentalStory(), RentalStory()

        # When
        viewings.record_events([almost.created(), almost.watched(89, 89), reached.created(), reached.watched(90, 10)])

        # Then
        assert viewings.read_history(almost.customer_id)[0].completed_at is None
        assert viewings.read_history(reached.customer_id)[0].completed_at == NOON + timedelta(hours=2)

    def test_a_rental_not_told_of_yet_and_a_cancelled_one_are_no_history(self, viewings: ViewingStore):
        # Given
        early, cancelled = RentalStory(), RentalStory()

        # When
        viewings.record_events([early.started(), cancelled.cancelled(), cancelled.created()])

        # Then
        assert viewings.read_history(early.customer_id) == []
        assert viewings.read_viewings(cancelled.customer_id, 10, None) == []

    def test_pages_of_a_customer_are_newest_first_without_gap(self, viewings: ViewingStore):
        # Given
        customer = new_id()
        stories = [RentalStory(customer=customer, at=NOON + timedelta(hours=number // 2)) for number in range(5)]
        viewings.record_events([story.created() for story in stories])

        # When
        shown = viewings.read_viewings(CustomerId(customer), 2, None)
        while rest := viewings.read_viewings(CustomerId(customer), 2, (shown[-1].rented_at, shown[-1].rental_id)):
            shown += rest

        # Then
        keys = [(viewing.rented_at, viewing.rental_id) for viewing in shown]
        assert len(keys) == 5
        assert keys == sorted(keys, reverse=True)

    def test_a_batch_counts_an_event_in_it_once_and_its_rentals_together(self, viewings: ViewingStore):
        # Given
        customer = new_id()
        one, other = RentalStory(customer=customer), RentalStory(customer=customer, at=NOON + timedelta(hours=1))
        first, second = one.watched(10, 10), one.watched(95, 85)

        # When
        new = viewings.record_events([other.created(), first, one.created(), second, first, other.watched(5, 5)])

        # Then
        seen, begun = viewings.read_history(CustomerId(customer))
        assert new == 5
        assert (seen.watched_s, seen.position_s, begun.watched_s) == (95, 95, 5)

    def test_a_films_days_count_its_rentals_by_the_day_they_were_made(self, viewings: ViewingStore):
        # Given
        movie = new_id()
        seen = RentalStory(movie=movie, price="3.00")
        refunded = RentalStory(movie=movie, price="2.00")
        later = RentalStory(movie=movie, at=NOON + timedelta(days=2), price="1.50")
        beyond = RentalStory(movie=movie, at=NOON + timedelta(days=3))
        viewings.record_events(
            [
                *(story.created() for story in (seen, refunded, later, beyond)),
                refunded.cancelled(after=timedelta(days=1)),
                seen.started(),
                seen.watched(95, 90, after=timedelta(days=1)),
                later.started(),
            ]
        )
        start = NOON.replace(hour=0)

        # When
        days = viewings.read_movie_days(MovieId(movie), start, start + timedelta(days=3))

        # Then
        assert days == [
            MovieDay(NOON.date(), 2, 1, 1, 1, 90, {"EUR": Decimal("3.00")}),
            MovieDay(NOON.date() + timedelta(days=2), 1, 0, 1, 0, 0, {"EUR": Decimal("1.50")}),
        ]


class TestOnPostgres:
    def test_old_event_ids_and_hours_are_forgotten_in_small_steps(self, postgres: Postgres):
        # Given
        store, story = PostgresViewings(postgres), RentalStory(at=NOON - timedelta(days=4000))
        events = [story.created(), story.watched(50, 50), story.watched(60, 10, after=timedelta(hours=4))]
        store.record_events(events)

        # When
        hours = [store.forget_hours(NOON - timedelta(days=3000), limit=1) for _ in range(3)]
        kept = store.forget_events(NOON - timedelta(days=3000), limit=100)  # they came today, whenever they occurred

        # Then
        assert (hours, kept) == ([1, 1, 0], 0)
        assert store.record_events(events) == 0
        assert store.read_history(story.customer_id)[0].watched_s == 60

    def test_event_ids_are_forgotten_by_when_they_came(self, postgres: Postgres):
        # Given
        store, story = PostgresViewings(postgres), RentalStory()
        store.record_events([story.created()])
        with postgres.transaction() as connection:
            connection.execute("update processed_events set processed_at = %s", (NOON - timedelta(days=5000),))

        # When
        forgotten = store.forget_events(NOON - timedelta(days=4999), limit=1)

        # Then
        assert forgotten == 1
