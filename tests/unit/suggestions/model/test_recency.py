"""How much more recent rentals weigh."""

import numpy as np
import pytest

from suggestions.model.histories import EVENLY, Recency


def test_recent_films_weigh_more_and_the_mean_stays_one():
    # Given: histories of four films and of one
    weights = Recency(share=0.5, decay=0.5).weights(np.array([0, 4, 5]))

    # Then: half of the weight is even, half falls by half with each film since
    assert weights[:4] == pytest.approx(0.5 + 0.5 * 4 * np.array([1, 2, 4, 8]) / 15)
    assert weights[4] == pytest.approx(1)


def test_without_recency_all_films_weigh_the_same_in_histories_of_any_length():
    assert EVENLY.weights(np.array([0, 0, 3, 3])).tolist() == [1, 1, 1]
    assert len(Recency(0.3, 0.8).weights(np.array([0]))) == 0
