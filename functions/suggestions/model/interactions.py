"""Who rented what, checked, renumbered and cut: what a model is fitted on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from suggestions.model.arrays import Indices, Ints, numbered, places_within, starts_of

HISTORY_CAP = 500
"""Films of a customer that count: the cost grows with their square, and nobody shall weigh more than others."""
_SPARSEST = 4  # up to so many numbers for each element, ids are counted


@dataclass(frozen=True)
class Interactions:
    """The films of each customer, once each, oldest first, as places in `item_ids`, which is most rented first.

    Customer c has `items[starts[c]:starts[c + 1]]`. `ordered` says whether the order tells anything.
    """

    item_ids: Ints
    customers_of_item: Ints
    starts: Ints
    items: Indices
    ordered: bool

    @property
    def customers(self) -> int:
        return len(self.starts) - 1

    def of_customers(self, chosen: Ints) -> "Interactions":
        """The same catalogue, rented by some of the customers only."""
        lengths = np.diff(self.starts)[chosen]
        items = self.items[places_within(self.starts[chosen], lengths)]
        return Interactions(self.item_ids, self.customers_of_item, starts_of(lengths), items, self.ordered)

    def matrix(self) -> "csr_array[Any, Any]":
        """Customers by films, 1 where rented."""
        ones = np.ones(len(self.items), np.float32)
        return csr_array((ones, self.items, self.starts.astype(np.int32)), shape=(self.customers, len(self.item_ids)))


def read_interactions(
    users: NDArray[np.integer[Any]],
    items: NDArray[np.integer[Any]],
    timestamps: NDArray[Any] | None,
    rng: np.random.Generator,
) -> Interactions:
    """One element an interaction. Of a film rented again the last time counts; of long histories HISTORY_CAP films do:
    the newest, or without timestamps some by chance. Raises ValueError for what is no such data.
    """
    users, items = _ids(users, "users"), _ids(items, "items")
    times = np.zeros(len(users)) if timestamps is None else np.asarray(timestamps, np.float64)
    if not len(users) == len(items) == len(times):
        raise ValueError("users, items and timestamps differ in length.")
    if not np.isfinite(times).all():
        raise ValueError("A timestamp is not a number.")
    user_of, (item_ids, item_of) = _renumbered(users)[1], _renumbered(items)
    newest_last = np.lexsort((times, user_of))
    ordered = _any_order(user_of[newest_last], times[newest_last])
    user_of, item_of = user_of[newest_last], item_of[newest_last]
    last = _last_of_each(user_of * len(item_ids) + item_of)
    user_of, item_of = user_of[last], item_of[last]
    kept = _within_cap(user_of, None if ordered else rng)
    return _by_popularity(item_ids, user_of[kept], item_of[kept], ordered)


def _ids(values: NDArray[Any], name: str) -> Ints:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(f"{name} is not a one-dimensional array of integers.")
    if array.size and array.min() < 0:
        raise ValueError(f"{name} has a negative id.")
    return array.astype(np.int64)


def _renumbered(ids: Ints) -> tuple[Ints, Ints]:
    """The distinct ids, ascending, and for each element the place of its id among them."""
    if not len(ids) or ids.max() > _SPARSEST * len(ids):
        distinct, places = np.unique(ids, return_inverse=True)
        return distinct, places.astype(np.int64)
    there = np.zeros(int(ids.max()) + 1, np.int64)  # ids lie close together, so that counting is quicker than sorting
    there[ids] = 1
    return np.flatnonzero(there), (np.cumsum(there) - 1)[ids]


def _any_order(user_of: Ints, times: NDArray[np.float64]) -> bool:
    return bool(((user_of[1:] == user_of[:-1]) & (times[1:] > times[:-1])).any())


def _last_of_each(keys: Ints) -> NDArray[np.bool_]:
    """Marks where each distinct key stands for the last time."""
    by_key = np.argsort(keys, kind="stable")
    marked = np.zeros(len(keys), bool)
    marked[by_key[np.append(keys[by_key][1:] != keys[by_key][:-1], True)[: len(keys)]]] = True
    return marked


def _within_cap(user_of: Ints, rng: np.random.Generator | None) -> NDArray[np.bool_]:
    """The last HISTORY_CAP elements of each user, or as many by chance; elements of a user lie side by side."""
    kept = np.ones(len(user_of), bool)
    lengths = np.bincount(user_of)
    too_long = lengths > HISTORY_CAP
    rows = np.flatnonzero(too_long[user_of])
    turn = numbered(len(rows))
    if rng is not None:
        turn = np.argsort(np.lexsort((rng.random(len(rows)), user_of[rows])))
    kept[rows] = turn >= np.repeat(np.cumsum(lengths[too_long]) - HISTORY_CAP, lengths[too_long])
    return kept


def _by_popularity(ids: Ints, user_of: Ints, item_of: Ints, ordered: bool) -> Interactions:
    counts = np.bincount(item_of, minlength=len(ids))
    order = np.lexsort((ids, -counts))[: np.count_nonzero(counts)]
    place = np.zeros(len(ids), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return Interactions(ids[order], counts[order], starts_of(np.bincount(user_of)), place[item_of], ordered)
