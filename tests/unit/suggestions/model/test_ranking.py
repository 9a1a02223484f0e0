"""The best of rows, against sorting."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from suggestions.model.ranking import best_of_rows


@settings(deadline=None)
@given(st.integers(0, 5), st.integers(0, 300), st.integers(0, 12), st.randoms(use_true_random=False))
def test_the_best_of_each_row_are_those_that_sorting_finds(rows: int, columns: int, count: int, random):
    # Given: scores with many equal ones, and some that may not be taken
    values = [random.choice([-np.inf, -2, -1, 0, 0.5, 1, 3]) for _ in range(rows * columns)]
    scores = np.array(values, np.float32).reshape(rows, columns)

    # When
    best, theirs = best_of_rows(scores, count)

    # Then
    assert best.shape == theirs.shape == (rows, count)
    for row in range(rows):
        order = np.lexsort((np.arange(columns), -scores[row]))
        expected = [int(column) for column in order if scores[row, column] > -np.inf][:count]
        assert best[row].tolist() == expected + [-1] * (count - len(expected))
        assert theirs[row, : len(expected)].tolist() == scores[row, expected].tolist()
