"""What is told about all customers at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from users.customer import Customer
from videoclub.ids import AccountId

type InsightName = Literal["rfm", "cohorts", "favourite_genres"]
type Measure = Literal["recency", "frequency", "monetary"]


@dataclass(frozen=True)
class Quintile:
    """Those who score `score` (1 to 5, 5 is best) in a measure, which for them lies between two values.

    Values are instants of the last rental, numbers of rentals or euros; equal values score alike, so that a quintile
    may hold more than a fifth of all, or nobody.
    """

    measure: Measure
    score: int
    customers: int
    lowest: str
    highest: str


@dataclass(frozen=True)
class RfmCell:
    """Those with the same three scores, and what they spent in euros."""

    recency: int
    frequency: int
    monetary: int
    customers: int
    spent: Decimal


@dataclass(frozen=True)
class Rfm:
    """Everybody who ever rented, scored by how lately, how often and for how much."""

    customers: int
    quintiles: Sequence[Quintile]
    cells: Sequence[RfmCell]


@dataclass(frozen=True)
class Cohort:
    """Those who signed up in a month (`2026-11`, UTC). `active` counts who rented in it and in each since."""

    month: str
    customers: int
    active: Sequence[int]


@dataclass(frozen=True)
class Cohorts:
    """The cohorts of the last months, the oldest first."""

    cohorts: Sequence[Cohort]


@dataclass(frozen=True)
class GenreFans:
    """Those whose favourite a genre is, and what they rented and spent (euros) in all. `share` is of all fans."""

    genre: str
    rank: int
    customers: int
    share: float
    rented: int
    spent: Decimal


@dataclass(frozen=True)
class FavouriteGenres:
    """The genres by how many like them best."""

    genres: Sequence[GenreFans]


@dataclass(frozen=True)
class Computed[Answer]:
    """An answer and when it was made."""

    answer: Answer
    computed_at: datetime


@dataclass(frozen=True)
class TopSpender:
    """Somebody who spent much in a span of time. Equal sums share a rank; `share` is of what everybody spent."""

    rank: int
    customer_id: AccountId
    rented: int
    spent: Decimal
    share: float


@dataclass(frozen=True)
class Lapsed:
    """Somebody who rented and does no longer. `usual_gap_days` lay between their rentals, None after only one."""

    customer: Customer
    silent_days: int
    usual_gap_days: float | None
