"""What a customer rented, as far as suggestions care."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from videoclub.ids import MovieId


@dataclass(frozen=True, slots=True)
class Rented:
    """A film rented at an instant."""

    movie_id: MovieId
    at: datetime


def films_of(rentals: Iterable[Rented]) -> list[MovieId]:
    """The films, each once at its last rental, oldest first."""
    in_order = sorted(rentals, key=lambda rented: (rented.at, rented.movie_id))
    newest_first = dict.fromkeys(rented.movie_id for rented in reversed(in_order))
    return list(newest_first)[::-1]
