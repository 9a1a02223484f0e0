"""The solver of links against dense references."""

import numpy as np
import pytest

from fakes.rentals_by_taste import rentals_by_taste
from suggestions.model.gram import Gram
from suggestions.model.histories import EVENLY, Histories
from suggestions.model.interactions import Interactions, read_interactions
from suggestions.model.links import SHRINKAGE, Links, fit_links

PENALTY = 7.0


@pytest.fixture(scope="module")
def data() -> Interactions:
    rentals = rentals_by_taste(60)
    return read_interactions(rentals.users, rentals.items, rentals.timestamps, np.random.default_rng(0))


def counted(data: Interactions) -> np.ndarray:
    rented = data.matrix().toarray().astype(np.float64)
    return rented.T @ rented


def dense(links: Links, films: int) -> np.ndarray:
    """Films by films, as the scores of one film each."""
    alone = Histories(np.arange(films + 1), np.arange(films, dtype=np.int32), EVENLY.weights(np.arange(films + 1)))
    scores = np.empty((films, films), np.float32)
    links.add_scores(alone, scores)
    return scores


def test_with_all_films_as_the_nearest_the_links_are_the_closed_form_of_ease(data: Interactions):
    # Given: B = -P / diag(P), without diagonal, with P the inverse of the regularised Gram matrix
    inverse = np.linalg.inv(counted(data) + PENALTY * np.eye(len(data.item_ids)))
    ease = inverse / -np.diag(inverse)
    np.fill_diagonal(ease, 0)

    # When
    (links,) = fit_links(Gram(data), [PENALTY], len(data.item_ids) - 1, dropout=0)

    # Then: but for the rounding of weights to half precision
    assert dense(links, len(ease)) == pytest.approx(ease, abs=1e-3)


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_each_film_is_regressed_on_the_films_nearest_to_it(data: Interactions, dropout: float):
    # Given: ridge regression of each film on the 10 of highest shrunk cosine, one after the other
    counts, nearest = counted(data), 10
    each = np.diag(counts)
    similar = counts / np.sqrt(np.outer(each, each)) * counts / (counts + SHRINKAGE)
    np.fill_diagonal(similar, -1)
    expected = np.zeros_like(counts)
    for film in range(len(counts)):
        near = np.lexsort((np.arange(len(counts)), -similar[film]))[:nearest]
        ridge = np.diag(PENALTY + dropout / (1 - dropout) * each[near])
        expected[near, film] = np.linalg.solve(counts[np.ix_(near, near)] + ridge, counts[near, film])

    # When
    (links,) = fit_links(Gram(data), [PENALTY], nearest, dropout)

    # Then: each film's strongest links are those, as far as its row is long
    found = dense(links, len(counts))
    kept = found != 0
    assert np.allclose(found[kept], expected[kept], atol=2e-3)
    for film, row in enumerate(expected):
        weakest_kept = np.sort(np.abs(row))[::-1][:nearest][-1]
        assert np.all(np.abs(row[~kept[film]]) <= weakest_kept + 2e-3)


def test_a_stronger_penalty_makes_weaker_links(data: Interactions):
    weak, strong = fit_links(Gram(data), [10.0, 1000.0], 10)
    assert np.abs(strong.weights).sum() < np.abs(weak.weights).sum()
