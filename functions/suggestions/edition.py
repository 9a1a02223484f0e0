"""What the lists of one build are made from, beside histories and model: the films, what trends, what is new."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import ConfigDict

from videoclub.contracts.movies import MovieFacts
from videoclub.ids import MovieId
from videoclub.lazy_model import LazyModel
from videoclub.values import Instant

NEW_FILMS_MAX = 100
"""Among so many new films one is chosen for a list, the newest first."""


class Edition(LazyModel):
    """The catalogue as Movies told it, archived films included; `trending` with scores, best first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    generated_at: Instant
    films: tuple[MovieFacts, ...]
    trending: tuple[tuple[MovieId, float], ...]
    newest: tuple[MovieId, ...]


def choose_newest(
    films: Sequence[MovieFacts], customers_of: Mapping[MovieId, int], *, now: datetime, new_for: timedelta, until: int
) -> tuple[MovieId, ...]:
    """The films on offer added less than `new_for` ago that fewer than `until` customers rented, the newest first."""
    new = [
        film
        for film in films
        if not film.archived_at and film.added_at > now - new_for and customers_of.get(film.id, 0) < until
    ]
    return tuple(
        film.id for film in sorted(new, key=lambda film: (film.added_at, film.id), reverse=True)[:NEW_FILMS_MAX]
    )
