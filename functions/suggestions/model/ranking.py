"""The best of each row, without sorting rows."""

import numpy as np

from suggestions.model.arrays import Floats, Ints, numbered

_BLOCKS_PER_WANTED = 16


def best_of_rows(scores: Floats, count: int) -> tuple[Ints, Floats]:
    """Columns and scores of the `count` best of each row, best first, equal ones by column; -1 where there are fewer.

    A score of -inf is never taken. The best of each of some blocks bound the wanted score from below, so that few
    columns are left to be sorted; that takes a fifth of the time of `argpartition` over whole rows.
    """
    rows, columns = scores.shape
    best, their_scores = np.full((rows, count), -1), np.full((rows, count), np.float32(-1))
    if not rows or not columns or not count:
        return best, their_scores
    bounds = np.maximum(_lower_bounds(scores, count), np.finfo(np.float32).min)
    found = np.flatnonzero(scores >= bounds[:, None])
    row = found // columns
    column, score = found - row * columns, scores.ravel()[found]
    order = np.lexsort((column, -score, row))
    row, column, score = row[order], column[order], score[order]
    place = numbered(len(row)) - np.searchsorted(row, numbered(rows))[row]
    taken = place < count
    best[row[taken], place[taken]] = column[taken]
    their_scores[row[taken], place[taken]] = score[taken]
    return best, their_scores


def _lower_bounds(scores: Floats, count: int) -> Floats:
    """A score that at least `count` of each row reach, or -inf."""
    rows, columns = scores.shape
    blocks = min(columns, _BLOCKS_PER_WANTED * count)
    depth = columns // blocks
    tops = scores[:, : depth * blocks].reshape(rows, depth, blocks).max(axis=1)
    if blocks <= count:
        return np.full(rows, -np.inf, np.float32)
    return np.partition(tops, blocks - count, axis=1)[:, blocks - count]
