"""A model speaks of films by numbers: a model and what its numbers stand for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from suggestions.model import Model
from suggestions.model.arrays import Ints
from videoclub.ids import MovieId


@dataclass(frozen=True)
class NumberedModel:
    """Film n of `model` is `movie_ids[n]`."""

    model: Model
    movie_ids: Sequence[MovieId]

    @cached_property
    def _numbers(self) -> dict[MovieId, int]:
        fitted = set(self.model.item_ids.tolist())
        return {movie_id: number for number, movie_id in enumerate(self.movie_ids) if number in fitted}

    def numbers_of(self, movie_ids: Iterable[MovieId]) -> Ints:
        """The numbers of those films that the model knows, in their order."""
        known = (self._numbers.get(movie_id) for movie_id in movie_ids)
        return np.array([number for number in known if number is not None], np.int64)

    def films_of(self, numbers: Ints) -> list[MovieId]:
        """The films of these numbers, in their order."""
        places: list[int] = numbers.tolist()
        return [self.movie_ids[place] for place in places]
