"""Fits a model: choose the parameters by trials, then fit on everybody."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from suggestions.model.choosing import choose
from suggestions.model.factors import fit_factors, initial_factors
from suggestions.model.gram import Gram
from suggestions.model.interactions import read_interactions
from suggestions.model.links import fit_links, nearest_count
from suggestions.model.model import Model
from suggestions.model.trial import FACTOR_RENTALS, FIRST_SWEEPS, LAST_SWEEPS, hold_trials, sample_rentals
from suggestions.model.voices import Voices

NEGLIGIBLE_SHARE = 0.02
"""A trial that left out no more of the customers is as good as a fit on all, which would take as long again."""


def fit(
    users: NDArray[np.integer[Any]],
    items: NDArray[np.integer[Any]],
    timestamps: NDArray[Any] | None = None,
    *,
    seed: int = 0,
) -> Model:
    """A model of who rented what: arrays of one length, one element an interaction, ids of any size, seconds or None.

    Parameters are chosen by customers held out. With timestamps it also learns how much more recent rentals count.
    Equal arguments give an equal model. Raises ValueError for arrays of another kind.
    """
    rng = np.random.default_rng(seed)
    data = read_interactions(users, items, timestamps, rng)
    trials = hold_trials(data, rng)
    choice, tried = choose(trials, ordered=data.ordered)
    if len(trials) == 1 and trials[0].held_out_share <= NEGLIGIBLE_SHARE:
        return Model(data.item_ids, tried[0], choice.blend, choice.recency)
    sweeps, begin = FIRST_SWEEPS, initial_factors(len(data.item_ids), rng)
    if tried:
        sweeps, begin = LAST_SWEEPS, tried[0].factors.dense
    del trials, tried  # memory for the fit on all
    gram = Gram(data)
    (links,) = fit_links(gram, [choice.link_penalty], nearest_count(gram.items))
    factors = fit_factors(sample_rentals(data, FACTOR_RENTALS, rng), choice.factor_penalty, sweeps, begin)
    return Model(data.item_ids, Voices(links, factors, data.customers_of_item), choice.blend, choice.recency)
