"""A fitted model: it recommends, explains, and is kept in one file."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Floats, Ints
from suggestions.model.factors import Factors, Penalty
from suggestions.model.histories import Catalogue, Recency, read_histories
from suggestions.model.links import Links
from suggestions.model.parallel import run_all
from suggestions.model.ranking import best_of_rows
from suggestions.model.voices import Blend, Voices

_FORMAT = 1
_SCORES_AT_ONCE = 640_000  # 2.5 MB a thread


@dataclass(frozen=True)
class Model:
    """Voices over a catalogue, and how they are blended. Equal data and seed make equal models, byte for byte."""

    item_ids: Ints
    voices: Voices
    blend: Blend
    recency: Recency

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.item_ids)

    def recommend(self, histories: Sequence[NDArray[np.integer[Any]]], n: int) -> tuple[Ints, Floats]:
        """The n films that follow from each history, a customer's film ids, oldest first: ids and scores, best first.

        A score says by how many standard deviations a film is above the mean one, 0 at least. Films that are unknown
        are passed over; films of the history are never given; an empty history gets what is popular. Both arrays are
        of shape len(histories) by n, with -1 where there are fewer. Takes any number of histories, in bounded memory.
        """
        items = np.full((len(histories), n), -1)
        scores = np.full((len(histories), n), np.float32(-1))
        order = np.argsort(np.fromiter(map(len, histories), np.int64, len(histories)), kind="stable")
        at_once = max(1, _SCORES_AT_ONCE // max(len(self.item_ids), 1))

        def recommend(rows: Ints) -> None:
            chosen: list[int] = rows.tolist()
            items[rows], scores[rows] = self._recommend([histories[row] for row in chosen], n)

        run_all(recommend, (order[begin : begin + at_once] for begin in range(0, len(order), at_once)))
        return items, scores

    def explain(self, history: NDArray[np.integer[Any]], item: int) -> Ints:
        """The films of a history that speak for a film, each once, the one that adds most to its score first."""
        return self.explain_each(history, np.array([item]))[0]

    def explain_each(self, history: NDArray[np.integer[Any]], items: NDArray[np.integer[Any]]) -> list[Ints]:
        """As `explain`, for several films: a good part of the work is the same for all of them."""
        places = self._catalogue.places(items.astype(np.int64))
        known, _ = read_histories([history], self._catalogue, self.recency)
        if not len(known.items) or not len(items):
            return [np.empty(0, np.int64)] * len(items)
        shares = self.voices.shares(known, np.maximum(places, 0), self.blend)
        films, columns = np.unique(known.items, return_inverse=True)
        total = np.zeros((len(films), len(items)), np.float32)
        np.add.at(total, columns, shares.T)
        total[:, places < 0] = 0
        order = np.argsort(-total, axis=0, kind="stable").T
        speaking = (total > 0).sum(axis=0)
        return [self.item_ids[films[row[:count]]] for row, count in zip(order, speaking.tolist(), strict=True)]

    def similar(self, n: int) -> tuple[Ints, Floats]:
        """For each film of `item_ids` the n films it speaks for most, and how much: -1 where there are fewer."""
        targets, weights = self.voices.links.strongest(n)
        items = np.full((len(self.item_ids), n), -1)
        scores = np.full((len(self.item_ids), n), np.float32(-1))
        items[: len(targets)] = np.where(targets >= 0, self.item_ids[targets] if len(self.item_ids) else -1, -1)
        scores[: len(targets)] = np.where(targets >= 0, weights, np.float32(-1))
        return items, scores

    def save(self, path: str | PathLike[str]) -> None:
        """Write the model to one file; equal models make equal files."""
        parameters = {
            "format": _FORMAT,
            "blend": [self.blend.links, self.blend.factors, self.blend.popularity],
            "recency": [self.recency.share, self.recency.decay],
            "penalty": [self.voices.factors.penalty.regularisation, self.voices.factors.penalty.unobserved],
        }
        with Path(path).open("wb") as file:
            np.savez_compressed(
                file,
                allow_pickle=False,
                item_ids=self.item_ids,
                customers_of_item=self.voices.customers_of_item,
                link_targets=self.voices.links.targets,
                link_weights=self.voices.links.weights,
                factors=self.voices.factors.of_items,
                **{name: np.asarray(value) for name, value in parameters.items()},
            )

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """Read a model from its file. Raises ValueError for a file that holds none, OSError for one that is missing."""
        try:
            with Path(path).open("rb") as file:
                if not zipfile.is_zipfile(file):  # numpy reads other formats too, which say less when they are wrong
                    raise ValueError(f"{path} holds no model.")
                with np.load(file, allow_pickle=False) as arrays:
                    kept = {name: arrays[name] for name in arrays.files}
            if int(kept["format"]) != _FORMAT:
                raise ValueError(f"{path} holds a model of format {int(kept['format'])}; this code reads {_FORMAT}.")
            links = Links(kept["link_targets"], kept["link_weights"])
            factors = Factors(kept["factors"], Penalty(*kept["penalty"].tolist()))
            voices = Voices(links, factors, kept["customers_of_item"])
            return cls(kept["item_ids"], voices, Blend(*kept["blend"].tolist()), Recency(*kept["recency"].tolist()))
        except (KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} holds no model.") from error

    def _recommend(self, histories: Sequence[NDArray[np.integer[Any]]], n: int) -> tuple[Ints, Floats]:
        known, seen = read_histories(histories, self._catalogue, self.recency)
        scores = self.voices.scores(known, self.blend)
        seen.leave_out_of(scores)
        places, best = best_of_rows(scores, n)
        found = places >= 0
        items = np.where(found, self.item_ids[places] if len(self.item_ids) else -1, -1)
        return items, np.where(found, np.maximum(best, 0), np.float32(-1))
