"""Textbook recommenders, each tuned on data of its own: what suggestions have to stand beside."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np
from scipy import sparse

from suggestions.model.arrays import Floats, Ints
from suggestions.model.ranking import best_of_rows

ALS_ITERATIONS, ALS_FACTORS = 15, 64
EASE_PENALTIES = (50.0, 100.0, 200.0, 400.0, 800.0, 1_600.0)
EDLAE_DROPOUTS = (0.33, 0.5)
KNN_NEIGHBOURS, KNN_SHRINKAGE = (20, 50, 100, 200), 10.0
ALS_REGULARISATIONS, ALS_ALPHAS = (1.0, 3.0, 10.0, 20.0, 40.0, 80.0, 160.0), (2.0, 5.0, 10.0)
MOST_ITEMS_FOR_EASE = 12_000
"""EASE inverts a matrix of films by films: above, it is left out."""
_ROWS_AT_ONCE = 512


class Recommender(Protocol):
    """Ranks films, as columns of the matrix that it was fitted on, for rows of another one of the same columns."""

    def rank(self, shown: Any, depth: int) -> Ints: ...


@dataclass(frozen=True)
class Linear:
    """Scores are the product of what was rented and weights of films by films."""

    weights: Floats

    def rank(self, shown: Any, depth: int) -> Ints:
        return _in_chunks(shown, lambda rows: rows @ self.weights, depth)


@dataclass(frozen=True)
class Popularity:
    """The same list for everybody, save what is known."""

    counts: Floats

    def rank(self, shown: Any, depth: int) -> Ints:
        return _in_chunks(shown, lambda rows: np.tile(self.counts, (rows.shape[0], 1)), depth)


@dataclass(frozen=True)
class Als:
    """Alternating least squares of the package `implicit`; the factors of those who are asked about are solved anew."""

    model: Any

    def rank(self, shown: Any, depth: int) -> Ints:
        depth = min(depth, shown.shape[1])
        rows = sparse.csr_matrix(shown)
        found, _ = self.model.recommend(
            np.arange(rows.shape[0]), rows, N=depth, filter_already_liked_items=True, recalculate_user=True
        )
        return np.asarray(found, np.int64)


@dataclass(frozen=True)
class Opponent:
    """A method, and the parameters to try."""

    name: str
    fit: Callable[..., Recommender]
    grid: Sequence[tuple[Any, ...]]


def opponents(items: int, seed: int) -> list[Opponent]:
    """Those that a catalogue of so many films allows."""
    small = items <= MOST_ITEMS_FOR_EASE
    return [
        Opponent("popularity", fit_popularity, [()]),
        Opponent("item-kNN, cosine", fit_knn, [(count,) for count in KNN_NEIGHBOURS]),
        *([Opponent("EASE", fit_ease, [(penalty, 0.0) for penalty in EASE_PENALTIES])] if small else []),
        *([Opponent("EDLAE", fit_ease, list(product(EASE_PENALTIES, EDLAE_DROPOUTS)))] if small else []),
        Opponent(
            f"implicit ALS, {ALS_FACTORS} factors",
            lambda matrix, regularisation, alpha: fit_als(matrix, regularisation, alpha, seed),
            list(product(ALS_REGULARISATIONS, ALS_ALPHAS)),
        ),
    ]


def tuned(opponent: Opponent, matrix: Any, quality: Callable[[Recommender], float]) -> tuple[Any, ...]:
    """The parameters of the grid that do best."""
    if len(opponent.grid) == 1:
        return opponent.grid[0]
    return max(opponent.grid, key=lambda parameters: quality(opponent.fit(matrix, *parameters)))


def fit_popularity(matrix: Any) -> Recommender:
    return Popularity(np.asarray(matrix.sum(axis=0), np.float32).ravel())


def fit_knn(matrix: Any, neighbours: int) -> Recommender:
    """Cosine, shrunk, cut to the nearest of each film (Sarwar et al., 2001)."""
    together = (matrix.T @ matrix).toarray().astype(np.float32)
    norms = np.sqrt(together.diagonal())
    similar = together / (np.outer(norms, norms) + KNN_SHRINKAGE)
    np.fill_diagonal(similar, 0)
    if neighbours < len(similar):
        least = -np.partition(-similar, neighbours - 1, axis=0)[neighbours - 1]
        similar[similar < least] = 0
    return Linear(similar)


def fit_ease(matrix: Any, penalty: float, dropout: float) -> Recommender:
    """EASE (Steck, 2019), with `dropout` EDLAE of full rank (Steck, 2020)."""
    gram = (matrix.T @ matrix).toarray().astype(np.float64)
    gram[np.diag_indices_from(gram)] += penalty + dropout / (1 - dropout) * gram.diagonal()
    inverse = np.linalg.inv(gram)
    weights = inverse / -inverse.diagonal()
    np.fill_diagonal(weights, 0)
    return Linear(weights.astype(np.float32))


def fit_als(matrix: Any, regularisation: float, alpha: float, seed: int) -> Recommender:
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=ALS_FACTORS,
        regularization=regularisation,
        alpha=alpha,
        iterations=ALS_ITERATIONS,
        random_state=seed,
        use_gpu=False,
    )
    model.fit(sparse.csr_matrix(matrix), show_progress=False)
    return Als(model)


def matrix_of(histories: Iterable[Ints], items: int) -> Any:
    """Customers by films, 1 where rented."""
    listed = list(histories)
    rows = np.repeat(np.arange(len(listed)), [len(each) for each in listed])
    films = np.concatenate([np.empty(0, np.int64), *listed])
    matrix = sparse.csr_array((np.ones(len(films), np.float32), (rows, films)), shape=(len(listed), items))
    matrix.data[:] = 1  # what was rented twice is rented
    return matrix


def _in_chunks(shown: Any, scores: Callable[[Any], Floats], depth: int) -> Ints:
    ranked = list[Ints]()
    for begin in range(0, shown.shape[0], _ROWS_AT_ONCE):
        rows = shown[begin : begin + _ROWS_AT_ONCE]
        part = scores(rows)
        part[rows.nonzero()] = -np.inf
        ranked.append(best_of_rows(part, depth)[0])
    return np.concatenate(ranked)
