"""What the projection of rentals needs from its store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from users.rental_facts import CustomerRental
from videoclub.ids import MovieId


class RentalFacts(Protocol):
    """Rentals by customer, and what they come to. Rentals of nobody who is here are left out."""

    def record_rentals(self, rentals: Sequence[CustomerRental]) -> None:
        """Add what is told of rentals, all or nothing, each named once; customers are counted anew."""
        ...

    def unasked_films(self, movie_ids: Sequence[MovieId]) -> Sequence[MovieId]:
        """Those of these films whose genre was never asked for."""
        ...

    def rented_films(self, *, without_genre: bool) -> Sequence[MovieId]:
        """All films that were ever rented, or those of them whose genre is not known."""
        ...

    def record_genres(self, genres: Mapping[MovieId, str | None]) -> None:
        """Keep the main genre of films, None for those that have none; customers who rented them are counted anew."""
        ...


@dataclass(frozen=True)
class Rebuild:
    """A rebuild under way: of the rentals since a UTC day, read up to `next_day`."""

    id: str
    since: date
    next_day: date


class Rebuilds(Protocol):
    """Puts rentals read from Rental in the place of those known, at once. While one is open, events go to both."""

    def first_day(self) -> date | None:
        """The UTC day of the first sign-up or rental; None while there is neither."""
        ...

    def open_rebuild(self, since: date, *, now: datetime) -> Rebuild:
        """The rebuild since that day, begun, or one that was interrupted and reaches as far back; any other ends."""
        ...

    def stage_rentals(self, rebuild: Rebuild, rentals: Sequence[CustomerRental]) -> bool:
        """Keep rentals for the swap; may be repeated. False when the rebuild is no longer open."""
        ...

    def finish_day(self, rebuild: Rebuild, day: date) -> None:
        """This day is read."""
        ...

    def swap_rentals(self, rebuild: Rebuild, *, now: datetime, deadline_s: float) -> int | None:
        """Let what was read take its place, and count customers anew where something changed; closes the rebuild.

        Answers how many rentals there were to read; None when it is no longer open.
        """
        ...
