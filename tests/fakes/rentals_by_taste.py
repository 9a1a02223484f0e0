"""Rentals for tests of the recommender: customers with tastes, films in groups, in an order that tells something."""

from dataclasses import dataclass

import numpy as np

from suggestions.model.arrays import Ints


@dataclass(frozen=True)
class Rentals:
    """One element an interaction, as `fit` takes them."""

    users: Ints
    items: Ints
    timestamps: Ints

    @property
    def histories(self) -> list[Ints]:
        """Each customer's films, oldest first."""
        return [self.items[self.users == user] for user in np.unique(self.users)]

    def and_of(self, user: int, items: Ints, timestamps: Ints | None = None) -> "Rentals":
        """The same, and those of one more customer."""
        when = np.arange(len(items)) if timestamps is None else timestamps
        users = np.full(len(items), user)
        return Rentals(
            *(np.concatenate(both) for both in ((self.users, users), (self.items, items), (self.timestamps, when)))
        )


GROUP = 12
"""Films 0 to 11 please the same customers, so do films 12 to 23, and so on."""


def rentals_by_taste(customers: int, groups: int = 5, seed: int = 0) -> Rentals:
    """Customers who rent from two groups of films: first mostly from the one, then mostly from the other."""
    rng = np.random.default_rng(seed)
    users, items = list[int](), list[int]()
    for user in range(customers):
        first, second = rng.choice(groups, 2, replace=False)
        for chosen in (first, second):
            films = rng.choice(GROUP, rng.integers(3, 7), replace=False) + GROUP * chosen
            items += films.tolist()
            users += [user] * len(films)
    return Rentals(np.array(users), np.array(items), np.arange(len(items)))
