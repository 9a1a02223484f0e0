"""Least squares by conjugate gradients against dense references."""

import numpy as np

from fakes.rentals_by_taste import rentals_by_taste
from suggestions.model.factors import Penalty, fit_factors, initial_factors
from suggestions.model.histories import EVENLY, Histories, Recency
from suggestions.model.interactions import read_interactions

PENALTY = Penalty(regularisation=0.02, unobserved=0.2)
SOME = Recency(share=0.3, decay=0.8)


def rentals() -> tuple[Histories, int]:
    made = rentals_by_taste(60)
    data = read_interactions(made.users, made.items, made.timestamps, np.random.default_rng(0))
    return Histories(data.starts, data.items, EVENLY.weights(data.starts)), len(data.item_ids)


def test_a_taste_is_close_to_the_exact_solution_of_its_least_squares():
    # Given
    histories, films = rentals()
    histories = Histories(histories.starts, histories.items, SOME.weights(histories.starts))
    factors = fit_factors(histories, PENALTY, 4, initial_factors(films, np.random.default_rng(0), dimensions=8))
    items, weights = factors.dense.astype(np.float64), np.zeros((len(histories), films))
    weights[histories.rows, histories.items] = histories.weights

    # When
    tastes = factors.problem.solve(histories)

    # Then
    for weight, taste in zip(weights, tastes, strict=True):
        ridge = PENALTY.regularisation * (weight.sum() + PENALTY.unobserved * films)
        system = items.T * (weight + PENALTY.unobserved) @ items + ridge * np.eye(8)
        exact = np.linalg.solve(system, weight @ items)
        assert np.linalg.norm(taste - exact) < 0.1 * np.linalg.norm(exact)


def test_films_that_please_the_same_customers_come_to_lie_together():
    histories, films = rentals()
    factors = fit_factors(histories, PENALTY, 8, initial_factors(films, np.random.default_rng(0), dimensions=8))
    assert factors.of_items.shape == (films, 8)
    scores = factors.standardised_tastes(histories) @ factors.centred
    rented = np.zeros(scores.shape, bool)
    rented[histories.rows, histories.items] = True
    assert scores[rented].mean() > scores[~rented].mean() + 1
