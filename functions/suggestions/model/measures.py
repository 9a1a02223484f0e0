"""Measures of a ranking against what was really rented."""

import numpy as np

from suggestions.model.arrays import Floats, Indices, Ints, numbered


def hits(ranked: Ints, target_rows: Ints, target_items: Ints | Indices) -> Floats:
    """1 where an item of a ranking, best first, -1 where there is none, is among its row's targets, else 0."""
    items = max(int(ranked.max(initial=0)), int(target_items.max(initial=0))) + 1
    keys = ranked + numbered(len(ranked))[:, None] * items
    return (np.isin(keys, target_rows * items + target_items) & (ranked >= 0)).astype(np.float32)


def ndcg(hit: Floats, targets: Ints) -> Floats:
    """Normalised discounted cumulative gain of each row, as deep as `hit` is; `targets` says how many each row has."""
    depth = hit.shape[1]
    discount = 1 / np.log2(numbered(depth) + 2.0)
    ideal = np.concatenate([[0.0], np.cumsum(discount)])[np.minimum(targets, depth)]
    return ((hit @ discount) / np.maximum(ideal, np.finfo(float).tiny)).astype(np.float32)


def recall(hit: Floats, targets: Ints) -> Floats:
    """Hits of each row, of as many as were possible (Liang et al., 2018)."""
    return (hit.sum(axis=1) / np.maximum(np.minimum(targets, hit.shape[1]), 1)).astype(np.float32)
