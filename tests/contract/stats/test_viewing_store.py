"""The ViewingStore: each event counts once, in whatever order events come."""

import random
from datetime import timedelta
from itertools import permutations

from fakes.stats import NOON, RentalStory
from stats.periods import Period
from stats.ports import ViewingStore
from videoclub.ids import CustomerId, new_id

DAY_LENGTH = timedelta(days=1)


def fresh_day() -> Period:
    """A day that no other test uses: the store is shared."""
    return Period(NOON.date() + timedelta(days=random.randrange(10_000, 900_000)))  # noqa: S311


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

    def test_what_events_missed_is_taken_in_beside_what_they_told(self, viewings: ViewingStore):
        # Given
        told, missed, half_told = RentalStory(), RentalStory(), RentalStory()
        viewings.record_events([told.created(), told.watched(50, 40), half_told.started()])
        facts = [told.fact, missed.fact, half_told.fact]

        # When
        counts = [viewings.record_rentals(facts) for _ in range(2)]

        # Then
        assert counts == [1, 1]
        assert viewings.read_history(told.customer_id)[0].watched_s == 40
        assert viewings.read_history(missed.customer_id)[0].price == missed.price
        assert viewings.read_history(half_told.customer_id)[0].first_played_at == NOON + timedelta(hours=1)

    def test_an_event_that_comes_after_the_bot_is_still_told(self, viewings: ViewingStore):
        # Given
        story = RentalStory()
        viewings.record_rentals([story.fact])

        # When
        viewings.record_events([story.created()])

        # Then
        assert viewings.record_rentals([story.fact]) == 1
        assert len(viewings.read_history(story.customer_id)) == 1

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

    def test_histories_come_whole_by_customer(self, viewings: ViewingStore):
        # Given
        before = f"zz-{new_id()}"
        first, second, third = (f"{before}-{number}" for number in range(3))
        stories = [RentalStory(customer=name) for name in (third, first, second, first)]
        viewings.record_events([story.created() for story in stories])

        # When
        page = viewings.read_histories(2, CustomerId(before))
        rest = viewings.read_histories(2, CustomerId(second))

        # Then
        assert [[viewing.customer_id for viewing in own] for own in page] == [[first, first], [second]]
        assert rest[0][0].customer_id == third

    def test_a_day_is_what_happened_from_midnight_to_midnight(self, viewings: ViewingStore):
        # Given
        day = fresh_day()
        story = RentalStory(at=day.start)
        late = RentalStory(at=day.end, movie=story.movie_id)
        before_midnight = DAY_LENGTH - timedelta(microseconds=1)
        viewings.record_events(
            [
                story.created(),
                story.started(),
                story.watched(50, 40, after=timedelta(0)),
                story.watched(95, 30, after=before_midnight),
                story.watched(99, 5, after=DAY_LENGTH),
                late.created(),
                late.started(),
            ]
        )

        # When
        read = viewings.read_day(day)

        # Then
        assert (dict(read.watched_s), read.started, read.completed) == ({story.movie_id: 70}, 1, 1)
        assert viewings.count_told(day) == 1
