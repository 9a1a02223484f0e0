"""What is popular now."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggestions.history import CustomerHistory, Rented
from suggestions.movie_list import ListedMovie
from suggestions.trending import HALF_LIFE, fill_up, rank_trending
from videoclub.ids import CustomerId, MovieId

NOW = datetime(2026, 11, 21, tzinfo=UTC)
movie_ids = st.integers(0, 20).map(lambda number: MovieId(f"m{number}"))


def rented(customer: str, *rentals: tuple[str, timedelta]) -> CustomerHistory:
    return CustomerHistory(CustomerId(customer), [Rented(MovieId(movie_id), NOW - age) for movie_id, age in rentals])


def popular(movie_id: str) -> ListedMovie:
    return ListedMovie(MovieId(movie_id), 1.0, "popular")


def test_a_rental_counts_half_after_the_half_life():
    # When
    items = rank_trending(
        [rented("1", ("new", timedelta(0))), rented("2", ("old", HALF_LIFE)), rented("3", ("old", HALF_LIFE))],
        now=NOW,
        limit=10,
    )

    # Then: one today weighs as much as two a half-life ago; ties go by id
    assert [(item.movie_id, item.score) for item in items] == [("new", 1.0), ("old", 1.0)]


def test_renting_the_same_film_again_counts_once():
    # Given
    fan = rented("1", *[("loved", timedelta(hours=hours)) for hours in range(99, -1, -1)])

    # When
    (item,) = rank_trending([fan], now=NOW, limit=10)

    # Then
    assert item.score == pytest.approx(1.0)


def test_future_rentals_do_not_count():
    assert rank_trending([rented("1", ("soon", timedelta(days=-1)))], now=NOW, limit=10) == []


@given(st.lists(movie_ids, unique=True), st.lists(movie_ids, unique=True), st.sets(movie_ids), st.integers(1, 10))
def test_filling_up_never_repeats_nor_exceeds(own, trending, known, limit):
    # Given
    items = [popular(movie_id) for movie_id in own if movie_id not in known][:limit]
    before = list(items)

    # When
    fill_up(items, [popular(movie_id) for movie_id in trending], known=known, limit=limit)

    # Then
    listed = [item.movie_id for item in items]
    assert items[: len(before)] == before
    assert len(listed) == len(set(listed)) <= limit
    assert not set(listed) & known
    assert len(items) == limit or set(trending) <= set(listed) | known
