"""What is asked of a model about customers that were held out of its fit."""

from dataclasses import dataclass

import numpy as np

from suggestions.model.arrays import Floats, Indices, Ints, numbered, places_within, starts_of
from suggestions.model.histories import EVENLY, Histories, Recency
from suggestions.model.interactions import Interactions
from suggestions.model.measures import hits, ndcg
from suggestions.model.parallel import run_all
from suggestions.model.ranking import best_of_rows

_TASTE_DEPTH, _NEXT_DEPTH = 100, 10
_TARGET_SHARE = 0.2
_ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Question:
    """What is known of customers, and the films that a good list has among its first `depth`."""

    known: Histories
    target_rows: Ints
    target_items: Indices
    depth: int

    def quality(self, scores: Floats) -> float:
        """The mean normalised discounted cumulative gain of the lists that follow from scores: customers by films."""
        ranked = np.empty((len(self.known), self.depth), np.int64)

        def rank(rows: Ints) -> None:
            part = scores[rows]
            self.known.taken(rows).leave_out_of(part)
            ranked[rows] = best_of_rows(part, self.depth)[0]

        run_all(rank, np.array_split(numbered(len(ranked)), 1 + len(ranked) // _ROWS_AT_ONCE))
        hit = hits(ranked, self.target_rows, self.target_items)
        return float(ndcg(hit, np.bincount(self.target_rows, minlength=len(ranked))).mean())

    def known_with(self, recency: Recency) -> Histories:
        """What is known, recent films weighing more."""
        return Histories(self.known.starts, self.known.items, recency.weights(self.known.starts))


def ask_for_taste(held_out: Interactions, rng: np.random.Generator) -> Question:
    """Which fifth of each customer's films is missing? Strong generalisation, as in Liang et al., 2018."""
    lengths = np.diff(held_out.starts)
    rows = np.repeat(numbered(held_out.customers), lengths)
    turn = np.argsort(np.lexsort((rng.random(len(rows)), rows))) - held_out.starts[rows]
    missing = turn < np.maximum(1, np.round(lengths * _TARGET_SHARE))[rows]
    known = _evenly(starts_of(np.bincount(rows[~missing], minlength=len(lengths))), held_out.items[~missing])
    return Question(known, rows[missing], held_out.items[missing], _TASTE_DEPTH)


def ask_for_next(held_out: Interactions, turns: int) -> Question:
    """Which film did each customer rent next, at each of the last `turns` times, as far as something was before?"""
    lengths = np.concatenate([np.diff(held_out.starts) - 1 - turn for turn in range(turns)])
    begins = np.tile(held_out.starts[:-1], turns)[lengths > 0]
    lengths = lengths[lengths > 0]
    known = _evenly(starts_of(lengths), held_out.items[places_within(begins, lengths)])
    return Question(known, numbered(len(lengths)), held_out.items[begins + lengths], _NEXT_DEPTH)


def _evenly(starts: Ints, items: Indices) -> Histories:
    return Histories(starts, items, EVENLY.weights(starts))
