"""All rentals of a snapshot as arrays, and the customers who are kept out of the fit to judge it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Ints
from suggestions.shard_histories import ShardHistories
from videoclub.ids import MovieId

JUDGING_SHARDS = 6
"""Judges are of the first shards, of 64: the same customers at every build, so that no model was fitted on them."""
MOST_JUDGES, FEWEST_JUDGES = 2_000, 20
"""With fewer judges chance would decide: everybody is fitted on, and nothing is judged."""


@dataclass(frozen=True)
class Rentals:
    """Element e is a rental: customer `users[e]` rented `movie_ids[items[e]]` at `times[e]` seconds since 1970.

    The rentals of a customer lie side by side, oldest first.
    """

    movie_ids: list[MovieId]
    users: Ints
    items: Ints
    times: Ints
    judges: Ints
    """Users who are kept out of the fit; none where they would be too few."""

    @property
    def fitted(self) -> "Rentals":
        """Those that a model is fitted on."""
        kept = ~np.isin(self.users, self.judges)
        return Rentals(self.movie_ids, self.users[kept], self.items[kept], self.times[kept], self.judges[:0])

    def judges_histories(self) -> list[Ints]:
        """The films of each judge, each once at its last rental, oldest first."""
        return [_once(self.items[self.users == user]) for user in self.judges.tolist()]

    def customers_of(self) -> Mapping[MovieId, int]:
        """How many customers rented each film."""
        pairs = np.unique(self.users * max(len(self.movie_ids), 1) + self.items)
        counts = np.bincount(pairs % max(len(self.movie_ids), 1), minlength=len(self.movie_ids))
        return dict(zip(self.movie_ids, counts.tolist(), strict=True))


def gather_rentals(shards: Iterable[tuple[int, ShardHistories]]) -> Rentals:
    """The rentals of all shards, given with their numbers."""
    numbers: dict[MovieId, int] = {}
    users, items, times, judges = [_NONE], [_NONE], [_NONE], [_NONE]
    customers = 0
    for shard, histories in shards:
        places = np.array([numbers.setdefault(each, len(numbers)) for each in histories.movie_ids], np.int64)
        lengths = np.diff(histories.first)
        own = customers + np.arange(len(histories.customer_ids), dtype=np.int64)
        users.append(np.repeat(own, lengths))
        items.append(places[histories.movie] if len(places) else _NONE)
        times.append(histories.rented_at)
        if shard < JUDGING_SHARDS:
            judges.append(own[_distinct(users[-1] - customers, items[-1], len(own)) > 1])
        customers += len(own)
    able = np.concatenate(judges)[:MOST_JUDGES]
    return Rentals(
        list(numbers),
        np.concatenate(users),
        np.concatenate(items),
        np.concatenate(times),
        able if len(able) >= FEWEST_JUDGES else _NONE,
    )


_NONE: Ints = np.empty(0, np.int64)


def _distinct(users: Ints, items: Ints, customers: int) -> NDArray[np.int64]:
    """How many different films each customer rented."""
    films = int(items.max(initial=0)) + 1
    return np.bincount(np.unique(users * films + items) // films, minlength=customers)


def _once(items: Ints) -> Ints:
    newest_first = dict.fromkeys(items[::-1].tolist())
    return np.array(list(newest_first)[::-1], np.int64)
