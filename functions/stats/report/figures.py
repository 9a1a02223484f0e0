"""A report: what its files hold, and what the API answers. Periods are merged by adding these up, never by a scan."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field

from stats.periods import Kind
from videoclub.http import AnswerModel
from videoclub.ids import MovieId
from videoclub.values import Text

UNKNOWN = "unknown"
"""The genre of a film that Movies does not know, and the country of a customer who did not tell it."""


class Amount(AnswerModel):
    """A sum in one currency."""

    amount: Annotated[Decimal, Field(max_digits=15, decimal_places=2)]
    currency: str


class Sales(AnswerModel):
    """Rentals made, and what they cost."""

    rentals: int
    revenue: list[Amount]


class ViewingReport(AnswerModel):
    """What was watched in the period; first plays and films watched to their end, whenever they were rented."""

    watched_s: int
    started: int
    completed: int


class MovieReport(Sales):
    """One film. `customers` is told of days only: a customer may rent it again on another day."""

    movie_id: MovieId
    title: Text | None = None
    genre: str = UNKNOWN
    customers: int | None = None
    watched_s: int
    started: int
    completed: int


class GenreReport(Sales):
    """The films of one genre, each by its main one."""

    genre: str
    watched_s: int
    started: int
    completed: int


class CountryReport(Sales):
    """The customers of one country (ISO 3166-1)."""

    country: str
    customers: int


class PriceReport(AnswerModel):
    """Rentals made at one price."""

    price: Amount
    rentals: int


class HourReport(AnswerModel):
    """An hour of the day, UTC: rentals made, rentals watched in it, and seconds watched; summed over the days."""

    hour: int
    rentals: int
    viewers: int
    watched_s: int


class DayLine(Sales):
    """A day of a longer period."""

    day: date
    customers: int
    watched_s: int


class ConversionReport(AnswerModel):
    """Of the rentals made: how many were started, and finished, on the very day."""

    rented: int
    started: int
    finished: int


class FirstPlayReport(AnswerModel):
    """How long rentals waited for their first play: first plays by whole minutes, and the median."""

    median_minutes: int | None = None
    plays_by_minute: dict[int, int]


class DropOffReport(AnswerModel):
    """How far films were watched: rentals by the part of the film they reached, in equal parts from its beginning."""

    furthest: list[int]


class DifferencesReport(AnswerModel):
    """Where events and Rental disagreed."""

    missing_events: int
    missing_cancellations: int
    unknown_to_rental: int


class MovieChange(AnswerModel):
    """A film beside itself in the period before."""

    movie_id: MovieId
    title: Text | None = None
    rentals: int
    rentals_before: int


class PriceChange(MovieChange):
    """A film whose average price moved."""

    price: Amount
    price_before: Amount


class BeforeReport(Sales):
    """The same number of days just before, or the same days of the week or month before."""

    period: str
    days: int
    customers: int
    new_customers: int
    viewing: ViewingReport
    flops: list[MovieChange]
    price_changes: list[PriceChange]


class Report(Sales):
    """A report of a day, a week or a month.

    `closed` says that the period is over and nothing of it is missing; else the figures are of `days_reported` days,
    the last of which may not be over. `refunds` are of the `cancelled` rentals, by the day of the cancellation.
    """

    period: str
    kind: Kind
    first_day: date
    last_day: date
    closed: bool
    days_reported: int
    days_in_period: int
    cancelled: int
    refunds: list[Amount]
    customers: int
    new_customers: int
    viewing: ViewingReport
    conversion: ConversionReport
    first_play: FirstPlayReport
    drop_off: DropOffReport
    hours: list[HourReport]
    days: list[DayLine]
    movies: list[MovieReport]
    genres: list[GenreReport]
    countries: list[CountryReport]
    prices: list[PriceReport]
    before: BeforeReport | None = None
    differences: DifferencesReport

    @property
    def returning_customers(self) -> int:
        """Those who had rented before the period."""
        return self.customers - self.new_customers

    def as_json(self) -> str:
        """The text of its file: the same report gives the same bytes."""
        return json.dumps(self.model_dump(mode="json"), sort_keys=True, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def of_json(cls, text: str) -> Self:
        """The report that its file holds."""
        return cls.model_validate_json(text)


def amounts(sums: Mapping[str, Decimal]) -> list[Amount]:
    """Sums by currency, in the order of the currencies."""
    return [Amount(amount=sums[currency], currency=currency) for currency in sorted(sums)]


def total(many: Iterable[Iterable[Amount]]) -> list[Amount]:
    """All amounts added up, currency by currency."""
    sums: dict[str, Decimal] = {}
    for some in many:
        for each in some:
            sums[each.currency] = sums.get(each.currency, Decimal()) + each.amount
    return amounts(sums)
