"""Compares the model with its opponents by the two protocols, on the same splits in one run."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from statistics import fmean

import numpy as np

from suggestions.model import fit
from suggestions.model.arrays import Ints
from videoclub_local.bench.suggestions.opponents import Recommender, matrix_of, opponents, tuned
from videoclub_local.bench.suggestions.protocols import Quality, Split, judge, leave_last_out, strong_generalisation
from videoclub_local.bench.suggestions.ratings import Interactions

OURS, OURS_WITHOUT_RECENCY = "suggestions", "suggestions, recency off"
DEPTH = 100


@dataclass(frozen=True)
class Compared:
    """A method's mean quality over the splits of a protocol."""

    method: str
    quality: Quality


def compare_by_strong_generalisation(liked: Interactions, seed: int) -> list[Compared]:
    """Order does not matter here, so that the model is given none."""
    qualities: dict[str, list[Quality]] = {}
    for tuning, test in strong_generalisation(liked, seed):
        model = fit(test.training.users, test.training.items, seed=seed)
        _note(qualities, OURS, judge(model.recommend(test.histories, DEPTH)[0], test.targets))
        _note_opponents(qualities, tuning, test, lambda quality: quality.ndcg_100, seed)
    return _means(qualities)


def compare_by_leave_last_out(data: Interactions, seed: int) -> list[Compared]:
    """With recency, where there are timestamps, and without."""
    tuning, test = leave_last_out(data)
    training = test.training
    qualities: dict[str, list[Quality]] = {}
    for name, times in ((OURS, training.timestamps), (OURS_WITHOUT_RECENCY, None)):
        model = fit(training.users, training.items, times, seed=seed)
        _note(qualities, name, judge(model.recommend(test.histories, DEPTH)[0], test.targets))
    _note_opponents(qualities, tuning, test, lambda quality: quality.ndcg_10, seed)
    return _means(qualities)


def _note_opponents(
    qualities: dict[str, list[Quality]], tuning: Split, test: Split, aim: Callable[[Quality], float], seed: int
) -> None:
    items = int(max(tuning.training.items.max(), test.training.items.max())) + 1
    tuning_matrix, test_matrix = (matrix_of(_histories(split.training), items) for split in (tuning, test))

    def quality(split: Split, recommender: Recommender) -> Quality:
        return judge(recommender.rank(matrix_of(split.histories, items), DEPTH), split.targets)

    for opponent in opponents(items, seed):
        parameters = tuned(opponent, tuning_matrix, lambda recommender: aim(quality(tuning, recommender)))
        _note(qualities, opponent.name, quality(test, opponent.fit(test_matrix, *parameters)))


def _histories(data: Interactions) -> list[Ints]:
    return np.split(data.items, np.flatnonzero(data.users[1:] != data.users[:-1]) + 1)


def _note(qualities: dict[str, list[Quality]], method: str, quality: Quality) -> None:
    qualities.setdefault(method, []).append(quality)


def _means(qualities: dict[str, list[Quality]]) -> list[Compared]:
    return [Compared(method, _mean(each)) for method, each in qualities.items()]


def _mean(qualities: Iterable[Quality]) -> Quality:
    listed = list(qualities)
    return Quality(**{field.name: fmean(getattr(each, field.name) for each in listed) for field in fields(Quality)})
