"""What a model is fitted on."""

import numpy as np
import pytest

from suggestions.model.interactions import HISTORY_CAP, Interactions, read_interactions


def read(users, items, timestamps=None) -> Interactions:
    return read_interactions(np.array(users, int), np.array(items, int), timestamps, np.random.default_rng(0))


def films_of(data: Interactions, customer: int) -> list[int]:
    return data.item_ids[data.items[data.starts[customer] : data.starts[customer + 1]]].tolist()


def test_histories_are_in_order_of_time_and_a_film_rented_again_stands_where_it_was_last():
    data = read([9, 9, 9, 9, 4], [50, 60, 70, 50, 60], [1, 3, 2, 4, 0])
    assert films_of(data, 1) == [70, 60, 50]
    assert films_of(data, 0) == [60]
    assert data.item_ids.tolist() == [60, 50, 70]
    assert data.ordered


@pytest.mark.parametrize("timestamps", [None, [5, 5, 5]])
def test_without_times_or_with_equal_ones_the_order_tells_nothing(timestamps):
    assert not read([1, 1, 2], [3, 4, 3], timestamps).ordered


def test_of_a_long_history_the_newest_films_count_and_dates_to_come_matter_to_nobody_else():
    # Given
    long = np.arange(100_000)
    times = np.concatenate([2**50 + long, [1, 2]])

    # When
    data = read(np.concatenate([np.zeros_like(long), [1, 1]]), np.concatenate([long, [7, 3]]), times)

    # Then
    assert films_of(data, 0) == list(range(100_000 - HISTORY_CAP, 100_000))
    assert films_of(data, 1) == [7, 3]
    assert len(data.item_ids) == HISTORY_CAP + 2


@pytest.mark.parametrize(
    ("users", "items", "timestamps", "message"),
    [
        ([1, 2], [1], None, "length"),
        ([1], [1], [1, 2], "length"),
        ([1.5], [1], None, "users"),
        ([[1]], [1], None, "users"),
        ([1], [-1], None, "items"),
        ([1], [1], [float("nan")], "timestamp"),
    ],
)
def test_what_is_no_such_data_is_refused_by_name(users, items, timestamps, message):
    with pytest.raises(ValueError, match=message):
        read_interactions(np.array(users), np.array(items), timestamps, np.random.default_rng(0))
