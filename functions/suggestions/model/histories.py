"""Histories as a model reads them, and how much more their recent part counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from suggestions.model.arrays import Floats, Indices, Ints, numbered, places_within, starts_of
from suggestions.model.interactions import HISTORY_CAP


@dataclass(frozen=True)
class Recency:
    """How much more recent rentals count: `share` of the weight is theirs, times `decay` for each rental since.

    The rest is spread evenly, so that lasting taste is kept however long a history is. Weights are 1 in the mean.
    """

    share: float = 0.0
    decay: float = 1.0

    def weights(self, starts: Ints) -> Floats:
        """The weight of each film of histories that lie one after the other, oldest first."""
        lengths = np.diff(starts)
        age = np.repeat(starts[1:], lengths) - 1 - numbered(starts[-1])
        recent = self.decay**age
        total = np.add.reduceat(recent, starts[:-1][lengths > 0]) if len(recent) else recent
        scale = np.repeat(lengths[lengths > 0] / total, lengths[lengths > 0])
        return (1 - self.share + self.share * recent * scale).astype(np.float32)


EVENLY = Recency()
"""Whenever a film was rented, it counts the same."""


@dataclass(frozen=True)
class Histories:
    """Histories one after the other: history h has `items[starts[h]:starts[h + 1]]`, weighing `weights` each."""

    starts: Ints
    items: Indices
    weights: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Ints:
        return np.diff(self.starts)

    @property
    def rows(self) -> Ints:
        """For each film, which history it is of."""
        return np.repeat(numbered(len(self)), self.lengths)

    def taken(self, rows: Ints) -> "Histories":
        """Some of the histories, in this order."""
        lengths = self.lengths[rows]
        places = places_within(self.starts[rows], lengths)
        return Histories(starts_of(lengths), self.items[places], self.weights[places])

    def leave_out_of(self, scores: Floats) -> None:
        """Take the films of each history out of its row of scores: histories by films."""
        scores[self.rows, self.items] = -np.inf

    def chunks(self, cells: int) -> Iterator[Ints]:
        """The rows of all that is not empty, shortest first, so that those of like length are padded together.

        A chunk, padded to its longest, has about as many `cells`.
        """
        lengths = self.lengths
        order = np.argsort(lengths, kind="stable")
        order = order[np.searchsorted(lengths[order], 1) :]
        begin = 0
        while begin < len(order):
            sizes = lengths[order[begin : begin + cells]] * np.arange(1, len(order[begin : begin + cells]) + 1)
            end = begin + max(1, int(np.searchsorted(sizes, cells, side="right")))
            yield order[begin:end]
            begin = end

    def by_item(self, items: int) -> "Histories":
        """The same rentals by the other side: for each film of the catalogue, who rented it."""
        shape = (len(self), items)
        turned = csr_array((self.weights, self.items, self.starts), shape=shape).T.tocsr()
        return Histories(
            turned.indptr.astype(np.int64), turned.indices.astype(np.int32), turned.data.astype(np.float32)
        )

    def padded(self, rows: Ints, filler: int) -> tuple[Ints, Floats]:
        """Films and weights of some histories as a rectangle; where a history is shorter, `filler` of weight 0."""
        lengths = self.lengths[rows]
        column = numbered(lengths.max())
        inside = column < lengths[:, None]
        places = np.where(inside, self.starts[rows][:, None] + column, 0)
        items = np.where(inside, self.items[places], filler)
        return items.astype(np.int64), np.where(inside, self.weights[places], np.float32(0))


def read_histories(
    histories: Sequence[NDArray[np.integer[Any]]], catalogue: "Catalogue", recency: Recency
) -> tuple[Histories, Histories]:
    """The known films of histories: the newest HISTORY_CAP of each, weighted; and all of them, not to be suggested."""
    lengths = np.fromiter(map(len, histories), np.int64, len(histories))
    ids = np.concatenate([np.empty(0, np.int64), *histories]).astype(np.int64, copy=False)
    places = catalogue.places(ids)
    known = places >= 0
    rows = np.repeat(np.arange(len(histories)), lengths)[known]
    items = places[known]
    starts = starts_of(np.bincount(rows, minlength=len(histories)))
    seen = Histories(starts, items, np.ones(len(items), np.float32))
    if len(items) and seen.lengths.max() > HISTORY_CAP:
        newest = np.arange(len(items)) >= np.repeat(starts[1:] - HISTORY_CAP, seen.lengths)
        items, rows = items[newest], rows[newest]
        starts = starts_of(np.bincount(rows, minlength=len(histories)))
    return Histories(starts, items, recency.weights(starts)), seen


class Catalogue:
    """Finds the place of a film's id."""

    def __init__(self, item_ids: Ints) -> None:
        self._order = np.argsort(item_ids).astype(np.int32)
        self._sorted = item_ids[self._order]

    def places(self, ids: Ints) -> Indices:
        """The place of each id; -1 for one that is unknown."""
        if not len(self._sorted):
            return np.full(len(ids), -1, np.int32)
        found = np.minimum(np.searchsorted(self._sorted, ids), len(self._sorted) - 1)
        return np.where(self._sorted[found] == ids, self._order[found], np.int32(-1))
