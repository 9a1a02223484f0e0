"""The voices of a model, and how they are added up."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.blas import sgemm

from suggestions.model.arrays import Floats, Indices, Ints
from suggestions.model.factors import Factors
from suggestions.model.histories import Histories
from suggestions.model.links import Links

_TINY = np.float32(1e-9)


@dataclass(frozen=True)
class Blend:
    """How much each voice counts; each is standardised over all films first, customer by customer."""

    links: float
    factors: float
    popularity: float = 0.0


@dataclass(frozen=True)
class Voices:
    """What says which films follow from a history."""

    links: Links
    factors: Factors
    customers_of_item: Ints

    @cached_property
    def popularity(self) -> Floats:
        """Standardised logarithms of how many customers rented each film."""
        counts = np.log1p(self.customers_of_item).astype(np.float32)
        return ((counts - counts.mean()) / (counts.std() + _TINY)).astype(np.float32) if len(counts) else counts

    def links_scores(self, histories: Histories) -> Floats:
        """The links' voice: histories by films, standardised."""
        scores = self._linked(histories)
        mean, deviation = _moments(scores)
        return ((scores - mean[:, None]) / deviation[:, None]).astype(np.float32)

    def factors_scores(self, histories: Histories) -> Floats:
        """The factors' voice: histories by films, standardised."""
        return self.factors.standardised_tastes(histories) @ self.factors.centred

    def scores(self, histories: Histories, blend: Blend) -> Floats:
        """All voices added up: histories by films, in standard deviations of one voice above the mean film."""
        if not len(self.customers_of_item):
            return np.empty((len(histories), 0), np.float32)
        tastes = self.factors.standardised_tastes(histories) * np.float32(blend.factors)
        if blend.links:
            scores = self._linked(histories)
            mean, deviation = _moments(scores)
            scale = np.float32(blend.links) / deviation
            scores *= scale[:, None]
            # The mean is taken off, and the sum made, within the product: passes over all scores take most time here.
            both = np.hstack([tastes, -(mean * scale)[:, None]])
            scores = sgemm(1, self._centred_and_one.T, both.T, beta=1, c=scores.T, overwrite_c=True).T
        else:
            scores = tastes @ self.factors.centred
        if blend.popularity:
            scores += np.float32(blend.popularity) * self.popularity
        scores[histories.lengths == 0] = self.popularity
        return scores.astype(np.float32, copy=False)

    @cached_property
    def _centred_and_one(self) -> Floats:
        return np.vstack([self.factors.centred, np.ones((1, len(self.customers_of_item)), np.float32)])

    def _linked(self, histories: Histories) -> Floats:
        scores = np.empty((len(histories), len(self.customers_of_item)), np.float32)
        self.links.add_scores(histories, scores)
        return scores

    def shares(self, history: Histories, items: Indices, blend: Blend) -> Floats:
        """What each film of one history adds to the score of films, up to a factor for each: items by history.

        The factors' share of a film is what it would add to the least squares' solution, solved exactly (Hu, Koren,
        Volinsky, 2008, section 5).
        """
        share = np.zeros((len(items), len(history.items)), np.float32)
        if blend.links:
            deviation = _moments(self._linked(history))[1][0]
            linked = self.links.between(history.items, items)
            share += np.float32(blend.links) * linked * history.weights / deviation
        if blend.factors:
            watched = self.factors.dense[history.items]
            system = self.factors.problem.system(watched, history.weights)
            wanted: Floats = self.factors.dense[items].T
            pull: Floats = np.linalg.solve(system, wanted)
            taste: Floats = np.linalg.solve(system, history.weights @ watched)
            deviation = self.factors.deviations(taste[None, :])[0]
            share += np.float32(blend.factors) * history.weights * (watched @ pull).T / deviation
        return share


def _moments(scores: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each row."""
    mean = scores.mean(axis=1)
    square = np.einsum("ij,ij->i", scores, scores) / np.float32(max(scores.shape[1], 1))
    return mean, np.sqrt(np.maximum(square - mean * mean, 0)) + _TINY
