"""The demo's price list: what a rental of each film costs, by its decade and genre, and two changes still to come."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .catalogue import DemoCatalogue, DemoFilm

CURRENCY = "EUR"
SHORT_FILM_MAX_MIN = 40  # a short film by the Academy's definition
SHORT_FILM_PRICE = Decimal("0.99")
LOWEST_PRICE = Decimal("0.99")

# The first year of each price level; the later the film, the dearer.
_BASE_BY_FIRST_YEAR = (
    (1960, Decimal("3.99")),
    (1950, Decimal("3.49")),
    (1930, Decimal("2.99")),
    (1920, Decimal("2.49")),
    (0, Decimal("1.99")),
)
# By main genre: what draws a crowd costs a little more, what few dare costs less.
_SURCHARGE_BY_GENRE = {
    "avant-garde": Decimal("-0.50"),
    "documentary": Decimal("-0.50"),
    "comedy": Decimal("0.50"),
    "horror": Decimal("0.50"),
    "science-fiction": Decimal("0.50"),
}


@dataclass(frozen=True, slots=True)
class ScheduledPrice:
    """A price of one film, in EUR, that takes effect at the start of the day `valid_from`."""

    film_key: str
    amount: Decimal
    valid_from: date


def price_of(film: DemoFilm) -> Decimal:
    """The price of one rental in EUR: the level of the decade plus the surcharge of the main genre.

    Shorts cost SHORT_FILM_PRICE whatever they are, and nothing costs less than LOWEST_PRICE.
    """
    if film.runtime_min <= SHORT_FILM_MAX_MIN:
        return SHORT_FILM_PRICE
    base = next(price for first_year, price in _BASE_BY_FIRST_YEAR if film.year >= first_year)
    return max(LOWEST_PRICE, base + _SURCHARGE_BY_GENRE.get(film.genres[0].slug, Decimal(0)))


def scheduled_prices(catalogue: DemoCatalogue, today: date) -> tuple[ScheduledPrice, ...]:
    """Two changes that price events can be seen on: a discount in a week and a rise in a month."""
    nosferatu = catalogue.film("nosferatu-1922")
    metropolis = catalogue.film("metropolis-1927")
    return (
        ScheduledPrice(nosferatu.key, price_of(nosferatu) - Decimal("1.00"), today + timedelta(days=7)),
        ScheduledPrice(metropolis.key, price_of(metropolis) + Decimal("1.00"), today + timedelta(days=30)),
    )
