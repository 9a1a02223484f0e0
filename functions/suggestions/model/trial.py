"""A fit without some customers, who then judge it."""

import numpy as np

from suggestions.model.arrays import Floats, Ints
from suggestions.model.factors import Factors, Penalty, fit_factors, initial_factors
from suggestions.model.gram import Gram
from suggestions.model.histories import EVENLY, Histories
from suggestions.model.interactions import Interactions
from suggestions.model.links import Links, fit_links, nearest_count
from suggestions.model.questions import ask_for_next, ask_for_taste
from suggestions.model.voices import Voices

LINK_PENALTIES = (50.0, 200.0, 800.0, 3_000.0)
FIRST_SWEEPS, TRIED_SWEEPS, LAST_SWEEPS = 6, 2, 4
"""Of alternating least squares: from nothing, from factors under a like penalty, and under the penalty chosen."""
TRIED_RENTALS, FACTOR_RENTALS = 200_000, 1_000_000
"""Factors are fitted on a sample of customers with so many rentals: a film's place is known by then."""
FEWEST_JUDGES = 20
"""With fewer customers of two films or more there is nothing to judge by."""
_JUDGES_WANTED, _MOST_TRIALS = 350, 3
_HELD_OUT_SHARE, _MOST_HELD_OUT, _FEWEST_HELD_OUT = 0.2, 2_000, 200
_JUDGED_SCORES = 8_000_000  # 32 MB for each voice
_MOST_TURNS = 3


class Trial:
    """Links under each penalty and factors under any, fitted without `held_out`, and what these customers are asked."""

    def __init__(self, data: Interactions, held_out: Ints, rng: np.random.Generator) -> None:
        judges = data.of_customers(held_out)
        training = data.of_customers(np.setdiff1d(np.arange(data.customers), held_out))
        self.held_out_share = len(held_out) / data.customers
        self.taste = ask_for_taste(judges, rng)
        self.next = ask_for_next(judges, max(1, min(_MOST_TURNS, _affordable_rows(data) // len(held_out))))
        gram = Gram(training)
        fitted = fit_links(gram, LINK_PENALTIES, nearest_count(gram.items))
        self.links = dict(zip(LINK_PENALTIES, fitted, strict=True))
        self._popularity = data.customers_of_item
        self._rentals = sample_rentals(training, FACTOR_RENTALS, rng)
        self._few_rentals = sample_rentals(training, TRIED_RENTALS, rng)
        self._begin = initial_factors(gram.items, rng)

    def try_factors(self, penalty: Penalty, begin: Factors | None) -> Factors:
        """Factors good enough to compare penalties, starting from those under another one where there are some."""
        sweeps, dense = (TRIED_SWEEPS, begin.dense) if begin else (FIRST_SWEEPS, self._begin)
        return fit_factors(self._few_rentals, penalty, sweeps, dense)

    def settle_factors(self, tried: Factors) -> Factors:
        """Factors as a model has them."""
        return fit_factors(self._rentals, tried.penalty, LAST_SWEEPS, tried.dense)

    def voices(self, links: Links, factors: Factors) -> Voices:
        """The voices as a model would have them."""
        return Voices(links, factors, self._popularity)

    def links_scores(self, penalty: float) -> Floats:
        """What the links under a penalty say about the judges' tastes: judges by films."""
        scores = np.empty((len(self.taste.known), len(self._popularity)), np.float32)
        self.links[penalty].add_scores(self.taste.known, scores)
        return scores


def hold_trials(data: Interactions, rng: np.random.Generator) -> list[Trial]:
    """As many trials as it takes to have enough judges; none where there are too few customers to spare any."""
    able = np.flatnonzero(np.diff(data.starts) > 1)
    held_out = int(min(_HELD_OUT_SHARE * len(able), _MOST_HELD_OUT, _affordable_rows(data)))
    if len(able) < FEWEST_JUDGES:
        return []
    order = rng.permutation(able)
    trials = min(_MOST_TRIALS, -(-_JUDGES_WANTED // held_out))
    return [Trial(data, np.sort(order[n * held_out : (n + 1) * held_out]), rng) for n in range(trials)]


def _affordable_rows(data: Interactions) -> int:
    return max(_FEWEST_HELD_OUT, _JUDGED_SCORES // max(len(data.item_ids), 1))


def sample_rentals(data: Interactions, most: int, rng: np.random.Generator) -> Histories:
    """The rentals of customers drawn by chance, with so many rentals at most."""
    order = rng.permutation(data.customers)
    within = np.cumsum(np.diff(data.starts)[order]) <= most
    sample = data.of_customers(np.sort(order[within]))
    return Histories(sample.starts, sample.items, EVENLY.weights(sample.starts))
