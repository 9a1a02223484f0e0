"""Factors of films: implicit alternating least squares (Hu, Koren, Volinsky, 2008), regularised by counts.

What is not rented weighs `unobserved`; regularisation grows with the number of rentals (Rendle et al., "Revisiting the
performance of iALS on item recommendation benchmarks", 2021). Each least-squares problem is solved by a few steps of
conjugate gradients (Takács et al., 2011), for many customers at once.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Floats, Ints
from suggestions.model.histories import Histories
from suggestions.model.parallel import run_all

DIMENSIONS = 64
STEPS = 3
"""Of conjugate gradients; more do not suit unseen rentals better."""
_INITIAL_DEVIATION = 0.1
_CELLS_AT_ONCE = 8_192  # a chunk's factors stay in a core's cache
_TINY, _TINY_DEVIATION = np.float32(1e-20), np.float32(1e-9)


@dataclass(frozen=True)
class Penalty:
    """How factors are regularised, for each rental, and how much what is not rented weighs."""

    regularisation: float
    unobserved: float

    def scaled(self, parameter: Literal["regularisation", "unobserved"], step: float) -> "Penalty":
        """The same with one parameter `step` times as large."""
        if parameter == "regularisation":
            return replace(self, regularisation=self.regularisation * step)
        return replace(self, unobserved=self.unobserved * step)


@dataclass(frozen=True)
class Factors:
    """Places of films in a space of tastes, films by dimensions."""

    of_items: NDArray[np.float16]
    penalty: Penalty

    @cached_property
    def dense(self) -> Floats:
        return self.of_items.astype(np.float32)

    @cached_property
    def problem(self) -> "Problem":
        """Least squares for customers."""
        return Problem(self.dense, self.penalty)

    def standardised_tastes(self, histories: Histories) -> Floats:
        """For each history what, multiplied by `centred`, says how much each film suits it, standardised over films."""
        tastes = self.problem.solve(histories)
        return tastes / self.deviations(tastes)[:, None]

    def deviations(self, tastes: Floats) -> Floats:
        """The standard deviation of what each taste says of the films."""
        variance = (tastes @ self._covariance * tastes).sum(axis=1)
        return np.sqrt(np.maximum(variance, 0)) + _TINY_DEVIATION

    @cached_property
    def centred(self) -> Floats:
        """Dimensions by films, less the mean film."""
        return np.ascontiguousarray((self.dense - self.dense.mean(axis=0)).T) if len(self.dense) else self.dense.T

    @cached_property
    def _covariance(self) -> Floats:
        return self.centred @ self.centred.T / np.float32(max(self.centred.shape[1], 1))


class Problem:
    """Least squares for one side, customers or films, when the factors of the other side are fixed."""

    def __init__(self, other: Floats, penalty: Penalty) -> None:
        self._other = np.vstack([other, np.zeros((1, other.shape[1]), np.float32)])  # the last is for padding
        self._everywhere = np.float32(penalty.unobserved) * (other.T @ other)
        self._diagonal = self._everywhere.diagonal()
        self._mean_square = (other * other).mean(axis=0) if len(other) else self._diagonal
        self._regularisation = penalty.regularisation
        self._unobserved_count = penalty.unobserved * len(other)

    def solve(self, histories: Histories, begin: Floats | None = None) -> Floats:
        """The factors of each history, from those in `begin` on; zero for an empty one."""
        solution = np.zeros((len(histories), self._other.shape[1]), np.float32)

        def solve(rows: Ints) -> None:
            solution[rows] = self._solve(histories, rows, None if begin is None else begin[rows])

        run_all(solve, reversed(list(histories.chunks(_CELLS_AT_ONCE))))  # the longest take longest
        return solution

    def _solve(self, histories: Histories, rows: Ints, begin: Floats | None) -> Floats:
        items, weights = histories.padded(rows, len(self._other) - 1)
        factors = self._other[items]
        transposed, weights = factors.transpose(0, 2, 1), weights[:, :, None]
        ridge = self.ridge(weights[:, :, 0].sum(axis=1))[:, None]
        diagonal = self._diagonal + ridge + weights.sum(axis=1) * self._mean_square

        def apply(vector: Floats) -> Floats:
            observed = np.matmul(transposed, weights * np.matmul(factors, vector[:, :, None]))
            return vector @ self._everywhere + ridge * vector + observed[:, :, 0]

        residual = np.matmul(transposed, weights)[:, :, 0]
        solution = np.zeros_like(residual)
        if begin is not None:
            solution, residual = begin, residual - apply(begin)
        conditioned = residual / diagonal
        direction, size = conditioned, (residual * conditioned).sum(axis=1, keepdims=True)
        for _ in range(STEPS):
            applied = apply(direction)
            step = size / np.maximum((direction * applied).sum(axis=1, keepdims=True), _TINY)
            solution, residual = solution + step * direction, residual - step * applied
            conditioned, before = residual / diagonal, size
            size = (residual * conditioned).sum(axis=1, keepdims=True)
            direction = conditioned + size / np.maximum(before, _TINY) * direction
        return solution.astype(np.float32, copy=False)

    def ridge(self, weight: Floats) -> Floats:
        """What regularisation adds to the diagonal for a history of so much weight."""
        return (self._regularisation * (weight + self._unobserved_count)).astype(np.float32)

    def system(self, factors: Floats, weights: Floats) -> Floats:
        """The matrix of one history's least squares, whole."""
        ridge = self.ridge(weights.sum(keepdims=True)) * np.eye(factors.shape[1], dtype=np.float32)
        return (self._everywhere + factors.T @ (weights[:, None] * factors) + ridge).astype(np.float32, copy=False)


def fit_factors(rentals: Histories, penalty: Penalty, sweeps: int, begin: Floats) -> Factors:
    """The factors of films after some sweeps from `begin`."""
    of_items, of_customers, by_item = begin, None, rentals.by_item(len(begin))
    for _ in range(sweeps):
        of_customers = Problem(of_items, penalty).solve(rentals, of_customers)
        of_items = Problem(of_customers, penalty).solve(by_item, of_items)
    return Factors(of_items.astype(np.float16), penalty)


def initial_factors(items: int, rng: np.random.Generator, dimensions: int = DIMENSIONS) -> Floats:
    """Small factors by chance."""
    return (rng.standard_normal((items, dimensions)) * (_INITIAL_DEVIATION / np.sqrt(dimensions))).astype(np.float32)
