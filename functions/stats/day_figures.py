"""What a day comes to, counted by the store: rentals as Rental has them, viewing as events told it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from videoclub.ids import MovieId

type Revenue = Mapping[str, Decimal]
"""Amounts by currency."""

DROP_OFF_BINS = 20
"""How far films were watched is counted in twentieths of their length."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Where events and Rental disagree.

    Rentals and cancellations that no event told of, and rentals told of that Rental has not.
    """

    missing_events: int = 0
    missing_cancellations: int = 0
    unknown_to_rental: int = 0


@dataclass(slots=True)
class MovieFigures:
    """One film on one day."""

    rentals: int = 0
    revenue: dict[str, Decimal] = field(default_factory=dict[str, Decimal])
    customers: int = 0
    watched_s: int = 0
    started: int = 0
    completed: int = 0


@dataclass(frozen=True, slots=True)
class CountryFigures:
    """Customers of one country on one day."""

    rentals: int
    revenue: Revenue
    customers: int


@dataclass(frozen=True, slots=True)
class HourFigures:
    """One hour: rentals made, rentals that were being watched, and seconds watched."""

    rentals: int = 0
    viewers: int = 0
    watched_s: int = 0


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day. All that happened later is left out, so that a day that is over stays as it is.

    `cancelled` and `refunds` count the cancellations made on the day, whenever the rental was. `started_same_day` and
    `completed_same_day` are of the day's own rentals. `first_play_minutes` counts first plays of the day by the minutes
    since their rental, `furthest` the rentals watched on the day by the part of the film they reached, in
    DROP_OFF_BINS equal parts. The country of those who cannot be told is the empty text.
    """

    movies: Mapping[MovieId, MovieFigures]
    customers: int
    new_customers: int
    countries: Mapping[str, CountryFigures]
    prices: Mapping[tuple[str, Decimal], int]
    hours: Sequence[HourFigures]
    cancelled: int
    refunds: Revenue
    started_same_day: int
    completed_same_day: int
    first_play_minutes: Mapping[int, int]
    furthest: Sequence[int]
