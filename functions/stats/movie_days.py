"""What became of a film's rentals, by the day on which they were made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

type Revenue = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class MovieDay:
    """The rentals of one film made on one UTC day; `revenue` by currency is without what was refunded."""

    day: date
    rentals: int
    cancelled: int
    started: int
    completed: int
    watched_s: int
    revenue: Revenue
