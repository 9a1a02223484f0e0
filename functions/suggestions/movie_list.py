"""A list of films as it is made, kept and served."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from videoclub.ids import MovieId

type Why = Literal["because_you_watched", "same_director", "new", "popular", "rented_together", "alike"]


@dataclass(frozen=True, slots=True)
class ListedMovie:
    """A film, its score (comparable within one list only) and why it is there: `because` names the films behind it."""

    movie_id: MovieId
    score: float
    why: Why
    because: tuple[MovieId, ...] = ()


@dataclass(frozen=True, slots=True)
class MovieList:
    """Films, best first. Of two lists for the same place the one of the higher `version` has seen more."""

    items: Sequence[ListedMovie]
    generated_at: datetime
    version: int


def version_at(as_of: datetime) -> int:
    """The version of a list made of what was known then: milliseconds since 1970."""
    return int(as_of.timestamp() * 1000)
