"""A list of films as it is made, kept and served."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from videoclub.ids import MovieId

type Why = Literal["because_you_watched", "popular", "rented_together"]


@dataclass(frozen=True, slots=True)
class ListedMovie:
    """A film, its score (comparable within one list only) and why it is there: `because` names the films behind it."""

    movie_id: MovieId
    score: float
    why: Why
    because: tuple[MovieId, ...] = ()


@dataclass(frozen=True, slots=True)
class MovieList:
    """Films, best first. `version` grows with every rebuild."""

    items: Sequence[ListedMovie]
    generated_at: datetime
    version: int
