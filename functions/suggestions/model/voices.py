"""The voices of a model, and how they are added up."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from suggestions.model.arrays import Floats, Ints
from suggestions.model.factors import Factors
from suggestions.model.histories import Histories
from suggestions.model.links import Links

_TINY = np.float32(1e-9)
_LAST_RESORT = 1e-6  # of popularity: who has no history that tells anything gets what is popular


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
        return _standardised(np.log1p(self.customers_of_item)[None, :].astype(np.float32))[0]

    def links_scores(self, histories: Histories) -> Floats:
        """The links' voice: histories × films, standardised."""
        scores = np.empty((len(histories), len(self.customers_of_item)), np.float32)
        self.links.add_scores(histories, scores)
        return _standardised(scores)

    def factors_scores(self, histories: Histories) -> Floats:
        """The factors' voice: histories × films, standardised."""
        return self.factors.scores(histories)

    def scores(self, histories: Histories, blend: Blend) -> Floats:
        """All voices added up: histories × films, in standard deviations of one voice above the mean film."""
        scores = self.links_scores(histories) if blend.links else self._silence(histories)
        scores *= np.float32(blend.links)
        if blend.factors:
            scores += np.float32(blend.factors) * self.factors_scores(histories)
        scores += np.float32(max(blend.popularity, _LAST_RESORT)) * self.popularity
        return scores

    def shares(self, history: Histories, item: int, blend: Blend) -> Floats:
        """What each film of one history adds to the score of a film, up to a factor that is the same for all of them.

        The factors' share of a film is what it would add to the least squares' solution, solved exactly (Hu, Koren,
        Volinsky, 2008, section 5).
        """
        share = np.zeros(len(history.items), np.float32)
        if blend.links:
            scores = np.empty((1, len(self.customers_of_item)), np.float32)
            self.links.add_scores(history, scores)
            linked = self.links.to_item(item)
            heard = history.items < len(linked)
            each = linked[np.minimum(history.items, len(linked) - 1)] if len(linked) else share
            share += np.float32(blend.links) * np.where(heard, each, 0) * history.weights / (scores.std() + _TINY)
        if blend.factors:
            watched = self.factors.dense[history.items]
            pull = np.linalg.solve(self.factors.problem.system(watched, history.weights), self.factors.dense[item])
            taste = history.weights @ watched
            taste = np.linalg.solve(self.factors.problem.system(watched, history.weights), taste)
            deviation = self.factors.deviations(taste[None, :])[0]
            share += np.float32(blend.factors) * history.weights * (watched @ pull) / deviation
        return share

    def _silence(self, histories: Histories) -> Floats:
        return np.zeros((len(histories), len(self.customers_of_item)), np.float32)


def _standardised(scores: Floats) -> Floats:
    """Rows less their mean, over their standard deviation, in place."""
    if scores.size:
        mean = scores.mean(axis=1, keepdims=True)
        scores -= mean
        deviation = np.sqrt(np.einsum("ij,ij->i", scores, scores) / scores.shape[1])
        scores /= (deviation + _TINY)[:, None]
    return scores
