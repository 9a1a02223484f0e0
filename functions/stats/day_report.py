"""A day's report, added up from its rentals. The same input gives the same bytes, in whatever order it came."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from stats.periods import Period
from videoclub.contracts.rental import RentalFact
from videoclub.ids import CustomerId, MovieId

type Revenue = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class DayViewing:
    """What was watched on a day: seconds by film, and how many rentals were begun and watched to their end."""

    watched_s: Mapping[MovieId, int]
    started: int
    completed: int


@dataclass(frozen=True, slots=True)
class Differences:
    """Where events and Rental disagree: rentals that no event told of, and rentals told of that Rental has not."""

    missing_events: int
    unknown_to_rental: int


@dataclass
class _Totals:
    rentals: int = 0
    revenue: Revenue = field(default_factory=lambda: defaultdict(Decimal))
    customers: set[CustomerId] = field(default_factory=set[CustomerId])

    def add(self, rental: RentalFact) -> None:
        self.rentals += 1
        self.revenue[rental.price.currency] += rental.price.amount
        self.customers.add(rental.customer_id)

    def as_json(self) -> dict[str, Any]:
        revenue = [{"amount": str(amount), "currency": currency} for currency, amount in sorted(self.revenue.items())]
        return {"rentals": self.rentals, "revenue": revenue, "customers": len(self.customers)}


@dataclass
class DayReport:
    """The report while it is being added up."""

    period: Period
    _total: _Totals = field(default_factory=_Totals)
    _by_movie: dict[MovieId, _Totals] = field(default_factory=lambda: defaultdict(_Totals))

    def add(self, rentals: Iterable[RentalFact]) -> None:
        """Count further rentals of the day."""
        for rental in rentals:
            self._total.add(rental)
            self._by_movie[rental.movie_id].add(rental)

    @property
    def rentals(self) -> int:
        """How many rentals were counted so far."""
        return self._total.rentals

    def as_json(self, viewing: DayViewing, differences: Differences, *, closed: bool) -> str:
        """The finished report, films with the most rentals first."""
        watched = Counter(viewing.watched_s)
        movies: list[dict[str, Any]] = [
            {"movie_id": movie_id, **self._by_movie.get(movie_id, _Totals()).as_json(), "watched_s": watched[movie_id]}
            for movie_id in {*self._by_movie, *watched}
        ]
        report = {
            "period": str(self.period),
            "closed": closed,
            **self._total.as_json(),
            "viewing": {
                "watched_s": watched.total(),
                "started": viewing.started,
                "completed": viewing.completed,
            },
            "movies": sorted(movies, key=lambda movie: (-movie["rentals"], -movie["watched_s"], movie["movie_id"])),
            "differences": {
                "missing_events": differences.missing_events,
                "unknown_to_rental": differences.unknown_to_rental,
            },
        }
        return json.dumps(report, sort_keys=True, indent=2, ensure_ascii=False) + "\n"
