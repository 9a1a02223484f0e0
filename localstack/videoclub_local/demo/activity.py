"""A history of rentals for the demo, the same for the same moment and seed, for reports and suggestions to work on.

It has a shape to be found again: busy evenings and weekends, busy winters, horror in October, a few heavy customers,
favourite films, and clusters of taste. It holds data only; writing it into the services is the seeding's part.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from .catalogue import DemoCatalogue, DemoFilm
from .clips import clip_of
from .customers import CUSTOMERS_MAX, LOGIN_KEY, DemoCustomer, invent_customers
from .tastes import TASTES, Taste, affinity

DEFAULT_CUSTOMERS = 40
DEFAULT_SEED = 1895  # the year of the first paying audience, in Paris
HISTORY_DAYS = 180
RENTALS_PER_CUSTOMER = 15  # on average, of one who was there for the whole history
START_WITHIN = timedelta(days=30)
WATCH_WITHIN = timedelta(hours=48)
COMPLETED_FRACTION = 0.9

_WEEKDAY_FACTORS = (0.7, 0.7, 0.8, 0.9, 1.4, 1.7, 1.3)  # Monday first
_WINTER_SWING = 0.3
_HOUR_WEIGHTS = (1, 0.5, 0, 0, 0, 0, 0, 0.2, 0.5, 0.8, 1, 1, 1.5, 2, 2, 2, 2, 2.5, 4, 7, 10, 9, 5, 2.5)
_HALLOWEEN_MONTH, _HALLOWEEN_FACTOR = 10, 2.5
_SECOND_TASTE_SHARE = 0.25
_SEEN_FACTOR = 0.05  # rented before: people do come back to a film, but seldom
_POPULARITY_EXPONENT = 0.5  # of the rank, as in Zipf's law but flatter
_FAVOURITES = frozenset({  # one or two of every taste
    "charade-1963", "detour-1945", "his-girl-friday-1940", "metropolis-1927", "night-of-the-living-dead-1968",
    "nosferatu-1922", "safety-last-1923", "sunrise-1927", "the-cabinet-of-dr-caligari-1920", "the-general-1926",
    "the-gold-rush-1925", "the-great-train-robbery-1903", "the-passion-of-joan-of-arc-1928", "the-stranger-1946",
    "un-chien-andalou-1929", "wings-1927",
})  # fmt: skip
_ACTIVITY_SIGMA = 0.6
_NEVER_PLAYED_SHARE, _PLAYED_AT_ONCE_SHARE = 0.06, 0.8


@dataclass(frozen=True, slots=True)
class DemoRental:
    """One rental. Times are in UTC; `first_played_at` is None if it was never played, or not yet.

    `watched_seconds` counts seconds of the clip that stands in for the film, `completed` says that it was seen to the
    end but for the credits.
    """

    customer_key: str
    film_key: str
    rented_at: datetime
    first_played_at: datetime | None
    watched_seconds: float
    completed: bool

    @property
    def live_until(self) -> datetime:
        """When the rental ends: some time after the first play, or unused."""
        if self.first_played_at is None:
            return self.rented_at + START_WITHIN
        return self.first_played_at + WATCH_WITHIN


@dataclass(frozen=True, slots=True)
class DemoActivity:
    """Customers in the order of their keys and their rentals, oldest first."""

    customers: tuple[DemoCustomer, ...]
    rentals: tuple[DemoRental, ...]


def generate_activity(
    catalogue: DemoCatalogue, now: datetime, customers: int = DEFAULT_CUSTOMERS, seed: int = DEFAULT_SEED
) -> DemoActivity:
    """The history of the HISTORY_DAYS before `now`, which carries a time zone.

    No customer has two live rentals of one film, and the demo login has none at all, so that it can rent any film.
    Raises ValueError for a number of customers outside 1 to CUSTOMERS_MAX or a `now` without time zone.
    """
    if not 1 <= customers <= CUSTOMERS_MAX:
        raise ValueError(f"the number of demo customers must be from 1 to {CUSTOMERS_MAX}, not {customers}")
    if now.tzinfo is None:
        raise ValueError("now must carry a time zone")
    now = now.astimezone(UTC)
    random = Random(seed)  # noqa: S311 - a history to look at, no secret
    first_day = datetime.combine(now.date() - timedelta(days=HISTORY_DAYS), time(), UTC)
    people = invent_customers(random, customers, first_day, now - timedelta(days=1))
    popularity = _popularity(random, catalogue.films)
    rentals = [
        rental
        for number, customer in enumerate(people)
        for rental in _rentals_of(random, customer, _tastes_of(random, number), catalogue.films, popularity, now=now)
    ]
    return DemoActivity(people, tuple(sorted(rentals, key=lambda rental: (rental.rented_at, rental.customer_key))))


def _popularity(random: Random, films: Sequence[DemoFilm]) -> list[float]:
    """A weight for each film: the favourites rank first, the others after them by chance."""
    by_chance = {film.key: random.random() + (film.key not in _FAVOURITES) for film in films}
    ranked = sorted(by_chance, key=by_chance.__getitem__)
    weights = {key: rank**-_POPULARITY_EXPONENT for rank, key in enumerate(ranked, start=1)}
    return [weights[film.key] for film in films]


def _tastes_of(random: Random, number: int) -> tuple[Taste, Taste]:
    """A main taste, dealt out in turn so that each cluster has its people, and a second one."""
    return TASTES[number % len(TASTES)], random.choice(TASTES)


def _rentals_of(
    random: Random,
    customer: DemoCustomer,
    tastes: tuple[Taste, Taste],
    films: Sequence[DemoFilm],
    popularity: Sequence[float],
    *,
    now: datetime,
) -> list[DemoRental]:
    liking = [
        weight * (affinity(tastes[0], film) + _SECOND_TASTE_SHARE * affinity(tastes[1], film))
        for weight, film in zip(popularity, films, strict=True)
    ]
    rentals: list[DemoRental] = []
    for rented_at in _moments(random, customer.signed_up_at, now):
        seen = {rental.film_key for rental in rentals}
        live = {rental.film_key for rental in rentals if rental.live_until > rented_at}
        weights = [
            like * _season_factor(film, rented_at) * _again_factor(film, seen, live)
            for like, film in zip(liking, films, strict=True)
        ]
        film = random.choices(films, weights)[0]
        is_liked = affinity(tastes[0], film) >= 1
        rentals.append(_rent(random, customer, film, rented_at, now, is_liked=is_liked))
    if customer.key == LOGIN_KEY:
        return [rental for rental in rentals if rental.live_until <= now]
    return rentals


def _moments(random: Random, signed_up_at: datetime, now: datetime) -> list[datetime]:
    """When a customer rents: as many moments as their membership and zeal give, on likely days, at likely hours."""
    days = [signed_up_at.date() + timedelta(days=day) for day in range((now.date() - signed_up_at.date()).days + 1)]
    zeal = random.lognormvariate(-(_ACTIVITY_SIGMA**2) / 2, _ACTIVITY_SIGMA)
    count = max(1, round(RENTALS_PER_CUSTOMER * zeal * len(days) / HISTORY_DAYS))
    moments = (
        datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), UTC)
        for day in random.choices(days, [_day_factor(day) for day in days], k=count)
        for hour in random.choices(range(24), _HOUR_WEIGHTS)
    )
    return sorted({moment for moment in moments if signed_up_at < moment < now})


def _day_factor(day: date) -> float:
    """How busy a day is: the weekday's factor times a swing over the year that is highest at the winter solstice."""
    days_from_solstice = day.timetuple().tm_yday + 10
    return _WEEKDAY_FACTORS[day.weekday()] * (1 + _WINTER_SWING * math.cos(2 * math.pi * days_from_solstice / 365))


def _season_factor(film: DemoFilm, moment: datetime) -> float:
    is_horror = any(genre.slug == "horror" for genre in film.genres)
    return _HALLOWEEN_FACTOR if is_horror and moment.month == _HALLOWEEN_MONTH else 1.0


def _again_factor(film: DemoFilm, seen: set[str], live: set[str]) -> float:
    if film.key in live:
        return 0.0
    return _SEEN_FACTOR if film.key in seen else 1.0


def _rent(
    random: Random, customer: DemoCustomer, film: DemoFilm, rented_at: datetime, now: datetime, *, is_liked: bool
) -> DemoRental:
    first_played_at = _first_play(random, rented_at)
    fraction = _watched_fraction(random, is_liked=is_liked)
    if first_played_at is None or first_played_at + timedelta(minutes=film.runtime_min) > now:
        first_played_at, fraction = None, 0.0
    return DemoRental(
        customer_key=customer.key,
        film_key=film.key,
        rented_at=rented_at,
        first_played_at=first_played_at,
        watched_seconds=round(fraction * clip_of(film).duration_s, 1),
        completed=fraction >= COMPLETED_FRACTION,
    )


def _first_play(random: Random, rented_at: datetime) -> datetime | None:
    """Within minutes for most, within the start window for others, never for a few."""
    fate = random.random()
    if fate < _NEVER_PLAYED_SHARE:
        return None
    if fate < _NEVER_PLAYED_SHARE + _PLAYED_AT_ONCE_SHARE:
        return rented_at + timedelta(seconds=random.randrange(20, 45 * 60))
    return rented_at + timedelta(seconds=random.randrange(3600, int(START_WITHIN.total_seconds())))


def _watched_fraction(random: Random, *, is_liked: bool) -> float:
    """How far a film was watched: to the end four times in five if it is to one's taste, else every other time."""
    if random.random() < (0.8 if is_liked else 0.5):
        return random.uniform(0.92, 1.0)
    return random.betavariate(1.2, 2.0) * COMPLETED_FRACTION
