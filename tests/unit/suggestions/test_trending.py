"""What is popular now."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from suggestions.rentals import gather_rentals
from suggestions.shard_histories import ShardHistories
from suggestions.trending import HALF_LIFE, rank_trending
from videoclub.ids import CustomerId, MovieId

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def rank(*customers: list[tuple[str, timedelta]]) -> list[tuple[MovieId, float]]:
    """What trends when each customer rented films so long ago, the oldest first."""
    rented = [rental for rentals in customers for rental in rentals]
    movie_ids = sorted({movie_id for movie_id, _ in rented})
    shard = ShardHistories(
        [CustomerId(str(number)) for number in range(len(customers))],
        np.cumsum([0, *map(len, customers)]),
        [MovieId(movie_id) for movie_id in movie_ids],
        np.array([movie_ids.index(movie_id) for movie_id, _ in rented], np.int64),
        np.array([int((NOW - age).timestamp()) for _, age in rented], np.int64),
    )
    return rank_trending(gather_rentals([(0, shard)]), now=NOW)


def test_a_rental_counts_half_after_the_half_life():
    # When
    trending = rank([("new", timedelta(0))], [("old", HALF_LIFE)], [("old", HALF_LIFE)])

    # Then: one today weighs as much as two a half-life ago; ties go by id
    assert trending == [("new", 1.0), ("old", 1.0)]


def test_renting_the_same_film_again_counts_once():
    # Given
    fan = [("loved", timedelta(hours=hours)) for hours in range(99, -1, -1)]

    # When
    [(_, score)] = rank(fan)

    # Then
    assert score == pytest.approx(1.0)


def test_future_rentals_do_not_count():
    assert rank([("soon", timedelta(days=-1))]) == []


def test_nobody_rents_anything_yet():
    assert rank() == []
