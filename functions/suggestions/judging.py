"""Judges a model by customers it was not fitted on: is it worth publishing?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Ints, numbered
from suggestions.model.measures import hits, ndcg
from suggestions.numbered_model import NumberedModel
from videoclub.ids import MovieId

DEPTH = 100
HIDDEN_SHARE = 0.2
"""The last part of each judge's films is hidden, one at least: a good list has them."""


@dataclass(frozen=True)
class Verdict:
    """Qualities are means over the judges of NDCG@100; None where nobody judged, or there is nothing to compare to."""

    published: bool
    judges: int
    quality: float | None = None
    popularity: float | None = None
    last: float | None = None


UNJUDGED = Verdict(published=True, judges=0)


def judge(
    model: NumberedModel,
    last: NumberedModel | None,
    histories: Sequence[Ints],
    movie_ids: Sequence[MovieId],
    *,
    loss_max: float,
) -> Verdict:
    """Publish a model that beats popularity and is not worse than the last one by more than a share of `loss_max`.

    Histories are the judges' films as places in `movie_ids`, oldest first, two of them at least. All are judged by the
    same judges on the same day.
    """
    if not histories:
        return UNJUDGED
    known = [history[: -_hidden(history)] for history in histories]
    hidden = [history[-_hidden(history) :] for history in histories]
    quality = _quality(_recommended(model, known, movie_ids), hidden)
    popularity = _quality(_popular(model, known, movie_ids), hidden)
    before = _quality(_recommended(last, known, movie_ids), hidden) if last else None
    good = quality > popularity and (before is None or quality >= before * (1 - loss_max))
    return Verdict(good, len(histories), quality, popularity, before)


def _hidden(history: Ints) -> int:
    return max(1, round(len(history) * HIDDEN_SHARE))


def _recommended(model: NumberedModel, known: Sequence[Ints], movie_ids: Sequence[MovieId]) -> Ints:
    """The model's lists for histories, both in places of `movie_ids`."""
    catalogue = np.array(movie_ids, object)
    own = [model.numbers_of(catalogue[history]) for history in known]
    items, _ = model.model.recommend(own, DEPTH)
    return np.where(items >= 0, _places(model, movie_ids)[items], -1)


def _popular(model: NumberedModel, known: Sequence[Ints], movie_ids: Sequence[MovieId]) -> Ints:
    """For each history what most customers rented and is not of it."""
    ranked = _places(model, movie_ids)[model.model.item_ids]  # the most rented first
    lists = np.full((len(known), DEPTH), -1)
    for row, history in enumerate(known):
        unknown = ranked[: DEPTH + len(history)]
        unknown = unknown[~np.isin(unknown, history)][:DEPTH]
        lists[row, : len(unknown)] = unknown
    return lists


def _places(model: NumberedModel, movie_ids: Sequence[MovieId]) -> NDArray[np.int64]:
    """For each number of the model the film's place; a film that is nowhere gets one that no history has."""
    places = {movie_id: place for place, movie_id in enumerate(movie_ids)}
    return np.array([places.get(movie_id, len(movie_ids)) for movie_id in model.movie_ids], np.int64)


def _quality(ranked: Ints, hidden: Sequence[Ints]) -> float:
    targets = np.array([len(each) for each in hidden], np.int64)
    rows = np.repeat(numbered(len(hidden)), targets)
    return float(ndcg(hits(ranked, rows, np.concatenate(hidden)), targets).mean())
