"""Links between films: every film is explained by ridge regression on the films nearest to it.

With all other films as the nearest, this is EASE (Steck, "Embarrassingly shallow autoencoders for sparse data", 2019),
and its diagonal is weighed as in EDLAE (Steck, "Autoencoders that don't overfit towards the identity", 2020). A film is
near when the same customers rented it: by shrunk cosine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from suggestions.model.arrays import Floats, Indices, Ints, numbered
from suggestions.model.gram import Gram
from suggestions.model.histories import Histories
from suggestions.model.parallel import run_all
from suggestions.model.ranking import best_of_rows

NEAREST, FEWEST_NEAREST, LINKS = 100, 50, 640_000
"""A film is explained by up to NEAREST others; by fewer, to FEWEST_NEAREST, when that makes more LINKS in all."""
SHRINKAGE = 10.0
"""So many customers in common count half of what their cosine says."""
DROPOUT = 0.4
"""Each film is explained as if this share of its customers' other rentals were forgotten."""
FEWEST_CUSTOMERS = 2
"""A film that fewer rented has no links to it: one customer's history would be all that speaks for it."""
_TARGETS_AT_ONCE = 64


def nearest_count(items: int) -> int:
    """By how many films each is explained in a catalogue of `items`."""
    return max(0, min(NEAREST, max(FEWEST_NEAREST, LINKS // max(items, 1)), items - 1))


@dataclass(frozen=True)
class Links:
    """For each film of the first ones, the films that it speaks for, and how much: two tables, one row a film.

    Rows are filled up with links of weight 0. Films behind the last row, the rarest, speak for none.
    """

    targets: NDArray[Any]
    weights: NDArray[np.float16]

    @cached_property
    def _tables(self) -> tuple[NDArray[np.int32], Floats]:
        return self.targets.astype(np.int32), self.weights.astype(np.float32)

    def add_scores(self, histories: Histories, scores: Floats) -> None:
        """Write the weighted sum of each history's links into `scores`, of shape histories by films."""
        targets, weights = self._tables
        speaking, width = len(targets), targets.shape[1]
        if not speaking or not width:
            scores[:] = 0
            return
        items = np.minimum(histories.items, speaking - 1)
        weight = np.where(histories.items < speaking, histories.weights, np.float32(0))
        every = (weights[items] * weight[:, None]).ravel()
        # Targets repeat within a row of this matrix; made dense, they are added up.
        csr_array((every, targets[items].ravel(), histories.starts * width), shape=scores.shape).toarray(out=scores)

    def between(self, sources: Indices, targets: Indices) -> Floats:
        """The weight of the link from each source to each target: targets by sources."""
        every_target, weights = self._tables
        speaking, width = every_target.shape
        if not speaking or not width:
            return np.zeros((len(targets), len(sources)), np.float32)
        rows = np.minimum(sources, speaking - 1)
        linked = every_target[rows] == targets[:, None, None]
        return np.where(linked & (sources < speaking)[:, None], weights[rows], np.float32(0)).sum(axis=2)

    def strongest(self, count: int) -> tuple[Ints, Floats]:
        """For each film that speaks the films it speaks for most, and how much: -1 where there are fewer."""
        targets, weights = self._tables
        best, their_weights = best_of_rows(np.where(weights > 0, weights, -np.inf).astype(np.float32), count)
        found = np.take_along_axis(targets, np.maximum(best, 0), axis=1) if targets.size else best
        return np.where(best >= 0, found, -1), their_weights


def fit_links(gram: Gram, penalties: Sequence[float], nearest: int, dropout: float = DROPOUT) -> list[Links]:
    """The links under each penalty, which is added to the number of a film's customers, as in ridge regression."""

    def solve(targets: Ints) -> tuple[Ints, Floats]:
        return solve_targets(gram, targets, penalties, nearest, dropout)

    known = np.flatnonzero(gram.counts >= FEWEST_CUSTOMERS)
    solved = run_all(solve, np.array_split(known, 1 + len(known) // _TARGETS_AT_ONCE))
    sources = np.concatenate([part for part, _ in solved])
    weights = np.concatenate([part for _, part in solved], axis=1)
    return [_by_source(gram, sources, known, of_penalty) for of_penalty in weights]


def solve_targets(
    gram: Gram, targets: Ints, penalties: Sequence[float], nearest: int, dropout: float
) -> tuple[Ints, Floats]:
    """For each target the films nearest to it, and for each penalty their weights: penalties by targets by nearest."""
    cosines = gram.cosines(targets)
    shared = cosines * np.sqrt(np.outer(gram.counts[targets], gram.counts[: gram.speaking])).astype(np.float32)
    similar = (cosines * (shared / (shared + np.float32(SHRINKAGE)))).astype(np.float32)
    own = targets < gram.speaking
    similar[np.flatnonzero(own), targets[own]] = -np.inf
    sources = np.sort(np.maximum(best_of_rows(similar, nearest)[0], 0), axis=1)
    between = gram.cosines_between(sources)
    known = np.take_along_axis(cosines, sources, axis=1)
    customers = np.maximum(gram.counts[sources], 1)
    weights = np.empty((len(penalties), *sources.shape), np.float32)
    scale = np.sqrt(np.maximum(gram.counts[targets], 0)[:, None] / customers)
    diagonal = np.arange(nearest)
    for number, penalty in enumerate(penalties):
        system = between.copy()
        # In cosines, the ridge of a film is relative to the number of its customers.
        system[:, diagonal, diagonal] = 1 + dropout / (1 - dropout) + penalty / customers
        weights[number] = np.linalg.solve(system, known[:, :, None])[:, :, 0] * scale
    return sources, weights


def _by_source(gram: Gram, sources: Ints, targets: Ints, weights: Floats) -> Links:
    """Tables by the film that speaks, as wide as `sources`, of its strongest links: lists take as long as rows are."""
    width = sources.shape[1]
    source, target, weight = sources.ravel(), np.repeat(targets, width), weights.ravel()
    order = np.lexsort((target, -np.abs(weight), source))
    source, target, weight = source[order], target[order], weight[order]
    place = numbered(len(source)) - np.searchsorted(source, numbered(gram.speaking))[source]
    kept = place < width
    all_targets = np.zeros((gram.speaking, width), np.min_scalar_type(max(gram.items - 1, 0)))
    all_weights = np.zeros((gram.speaking, width), np.float16)
    all_targets[source[kept], place[kept]] = target[kept]
    all_weights[source[kept], place[kept]] = weight[kept]
    return Links(all_targets, all_weights)
