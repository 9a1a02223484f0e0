"""The two protocols by which recommenders are compared.

Strong generalisation (Liang et al., "Variational autoencoders for collaborative filtering", 2018): customers are held
out whole; four fifths of what they liked is shown, one fifth is to be found. Leave-last-out: what each customer rented
last is to be found from all before.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from suggestions.model.arrays import Ints
from suggestions.model.measures import hits, ndcg, recall
from videoclub_local.bench.suggestions.ratings import Interactions

FEWEST_PER_USER = 5
FOLDS, LARGE, FOLDS_OF_LARGE = 5, 3_000, 1
"""Each customer of a small set is tested once; of a set above LARGE customers, one fold is."""
_TARGET_SHARE = 0.2


@dataclass(frozen=True)
class Split:
    """What may be learned from, the histories shown, and what is to be found for each."""

    training: Interactions
    histories: list[Ints]
    targets: list[Ints]


@dataclass(frozen=True)
class Quality:
    """Means over customers."""

    recall_20: float
    recall_50: float
    ndcg_100: float
    hit_rate_10: float
    ndcg_10: float


def strong_generalisation(data: Interactions, seed: int) -> Iterator[tuple[Split, Split]]:
    """For each fold the split to tune opponents on, and the one to compare all on."""
    rng = np.random.default_rng(seed)
    data = data.of_users_with(FEWEST_PER_USER)
    users = rng.permutation(np.unique(data.users))
    folds = np.array_split(users, FOLDS)
    for number in range(FOLDS if len(users) <= LARGE else FOLDS_OF_LARGE):
        test, tuning = folds[number], folds[(number + 1) % FOLDS]
        yield _hold_out(data, tuning, np.union1d(test, tuning), rng), _hold_out(data, test, test, rng)


def leave_last_out(data: Interactions) -> tuple[Split, Split]:
    """The split to tune opponents on, the second last of each customer, and the one to compare all on, the last."""
    return _without_last(_without_last(data).training), _without_last(data)


def judge(ranked: Ints, targets: list[Ints]) -> Quality:
    """How good rankings are; best first, at least 100 deep where there are so many films."""
    counts = np.array([len(each) for each in targets])
    hit = hits(ranked, np.repeat(np.arange(len(targets)), counts), np.concatenate(targets))
    return Quality(
        recall_20=float(recall(hit[:, :20], counts).mean()),
        recall_50=float(recall(hit[:, :50], counts).mean()),
        ndcg_100=float(ndcg(hit[:, :100], counts).mean()),
        hit_rate_10=float((hit[:, :10].sum(axis=1) > 0).mean()),
        ndcg_10=float(ndcg(hit[:, :10], counts).mean()),
    )


def _hold_out(data: Interactions, judged: Ints, left_out: Ints, rng: np.random.Generator) -> Split:
    training = data.where(~np.isin(data.users, left_out))
    known = np.unique(training.items)
    shown, wanted = list[Ints](), list[Ints]()
    for films in _films_of(data.where(np.isin(data.users, judged) & np.isin(data.items, known))):
        missing = np.zeros(len(films), bool)
        missing[rng.permutation(len(films))[: max(1, round(len(films) * _TARGET_SHARE))]] = True
        shown.append(films[~missing])
        wanted.append(films[missing])
    return Split(training, shown, wanted)


def _without_last(data: Interactions) -> Split:
    last = np.append(data.users[1:] != data.users[:-1], True)
    alone = np.bincount(data.users)[data.users] == 1
    training = data.where(~last | alone)
    judged = data.where(~alone)
    films = _films_of(judged)
    return Split(training, [each[:-1] for each in films], [each[-1:] for each in films])


def _films_of(data: Interactions) -> list[Ints]:
    """Each user's films, oldest first; users lie side by side."""
    return np.split(data.items, np.flatnonzero(data.users[1:] != data.users[:-1]) + 1) if len(data.users) else []
