"""What a customer rented, as far as suggestions care."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from videoclub.ids import CustomerId, MovieId


@dataclass(frozen=True, slots=True)
class Rented:
    """A film rented at an instant."""

    movie_id: MovieId
    at: datetime


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """A customer's rentals, oldest first."""

    customer_id: CustomerId
    rentals: Sequence[Rented]

    @property
    def movie_ids(self) -> list[MovieId]:
        """The films, each once at its last rental, oldest first."""
        newest_first = dict.fromkeys(rented.movie_id for rented in reversed(self.rentals))
        return list(newest_first)[::-1]
