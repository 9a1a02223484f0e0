"""Chooses a model's parameters on the day's own data: by customers held out, never by those it is fitted on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Literal

import numpy as np

from suggestions.model.factors import Factors, Penalty
from suggestions.model.histories import EVENLY, Recency
from suggestions.model.questions import Question
from suggestions.model.trial import LINK_PENALTIES, Trial
from suggestions.model.voices import Blend, Voices

FIRST_PENALTY = Penalty(regularisation=0.01, unobserved=0.2)
_PENALTY_STEP, _MOST_STEPS = 2.0, 4
_PARAMETERS: tuple[Literal["regularisation", "unobserved"], ...] = ("regularisation", "unobserved")
_FACTORS_SHARES = (0.5, 0.35, 0.65, 0.2, 0.8, 0.0, 1.0)
_POPULARITY_SHARES = (0.0, 0.1, 0.3, 1.0, 3.0)
_RECENCIES = tuple(
    Recency(share, decay)
    for decay, shares in ((0.9, (0.2, 0.3, 0.4)), (0.8, (0.1, 0.15, 0.2, 0.25, 0.3)), (0.6, (0.1, 0.15, 0.2)))
    for share in shares
)
_TASTE_KEPT = 0.95  # of the quality without recency: what was rented last must not drown lasting taste


@dataclass(frozen=True)
class Choice:
    """The parameters of a model."""

    link_penalty: float
    factor_penalty: Penalty
    blend: Blend
    recency: Recency


UNTRIED = Choice(300.0, FIRST_PENALTY, Blend(links=0.5, factors=0.5, popularity=1.0), EVENLY)
"""For data that is too little to choose by: popularity counts as much as both other voices."""


def choose(trials: Sequence[Trial], *, ordered: bool) -> tuple[Choice, list[Voices]]:
    """What suits the judges of the trials best, and the voices of each trial under that choice."""
    if not trials:
        return UNTRIED, []
    link_penalty = _best(LINK_PENALTIES, lambda penalty: _mean_of_links(trials, penalty))
    tried = _climb(trials)
    voices = [
        trial.voices(trial.links[link_penalty], trial.settle_factors(found))
        for trial, found in zip(trials, tried, strict=True)
    ]
    blend = _choose_blend(trials, voices)
    recency = _choose_recency(trials, voices, blend) if ordered else EVENLY
    return Choice(link_penalty, tried[0].penalty, blend, recency), voices


def _mean_of_links(trials: Iterable[Trial], penalty: float) -> float:
    return fmean(trial.taste.quality(trial.links_scores(penalty)) for trial in trials)


def _climb(trials: Sequence[Trial]) -> list[Factors]:
    """Each trial's factors under the penalty from which no step in one parameter leads to better ones."""

    def quality(factors: Iterable[Factors]) -> float:
        judged = zip(trials, factors, strict=True)
        return fmean(
            trial.taste.quality(found.standardised_tastes(trial.taste.known) @ found.centred) for trial, found in judged
        )

    best: list[Factors] = [trial.try_factors(FIRST_PENALTY, None) for trial in trials]
    reached = quality(best)
    for parameter in _PARAMETERS:
        for step in (_PENALTY_STEP, 1 / _PENALTY_STEP):
            before = reached
            for _ in range(_MOST_STEPS):
                penalty = best[0].penalty.scaled(parameter, step)
                tried: list[Factors] = [
                    trial.try_factors(penalty, begin) for trial, begin in zip(trials, best, strict=True)
                ]
                if (their_quality := quality(tried)) <= reached:
                    break
                best, reached = tried, their_quality
            if reached > before:
                break
    return best


def _choose_blend(trials: Sequence[Trial], voices: Sequence[Voices]) -> Blend:
    heard = [
        (voice.links_scores(trial.taste.known), voice.factors_scores(trial.taste.known), voice.popularity)
        for trial, voice in zip(trials, voices, strict=True)
    ]

    def quality(blend: Blend) -> float:
        sums = (
            (blend.links * links + blend.factors * factors + blend.popularity * popularity)
            for links, factors, popularity in heard
        )
        return fmean(
            trial.taste.quality(total.astype(np.float32, copy=False)) for trial, total in zip(trials, sums, strict=True)
        )

    best = _best([Blend(1 - share, share) for share in _FACTORS_SHARES], quality)
    return _best([replace(best, popularity=share) for share in _POPULARITY_SHARES], quality)


def _choose_recency(trials: Sequence[Trial], voices: Sequence[Voices], blend: Blend) -> Recency:
    def quality(questions: Iterable[Question], recency: Recency) -> float:
        asked = zip(questions, voices, strict=True)
        return fmean(question.quality(voice.scores(question.known_with(recency), blend)) for question, voice in asked)

    def taste(recency: Recency) -> float:
        return quality((trial.taste for trial in trials), recency)

    def next_one(recency: Recency) -> float:
        return quality((trial.next for trial in trials), recency)

    enough = _TASTE_KEPT * taste(EVENLY)
    return _best([EVENLY, *(recency for recency in _RECENCIES if taste(recency) >= enough)], next_one)


def _best[Candidate](candidates: Iterable[Candidate], quality: Callable[[Candidate], float]) -> Candidate:
    """The first of the best."""
    return max(candidates, key=quality)
