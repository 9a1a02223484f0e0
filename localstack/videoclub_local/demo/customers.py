"""The demo's customers: invented people of several countries, at addresses reserved for documentation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from .accounts import DEMO_ACCOUNTS
from .catalogue import person_key

CUSTOMERS_MAX = 500
LOGIN_KEY = "customer-001"  # the customer whom `up` lets you sign in as comes first

_FIRST_NAMES = (
    "Adèle", "Agnès", "Alice", "Anatole", "Ben", "Bérénice", "Clara", "Clément", "Daniel", "Élise", "Emma", "Félix",
    "Fiona", "Gabriel", "Greta", "Hannah", "Hugo", "Inès", "Jack", "Jonas", "Jules", "Léa", "Lena", "Louis", "Lucie",
    "Margot", "Marie", "Nathan", "Noé", "Oscar", "Paul", "Rose", "Samuel", "Sofia", "Théo", "Tom", "Violette", "Yann",
    "Zoé", "Zacharie",
)  # fmt: skip
_LAST_NAMES = (
    "Ashworth", "Aubert", "Baker", "Bernard", "Blanc", "Bouchard", "Carter", "Claes", "Cooper", "Dubois", "Dumont",
    "Fischer", "Fontaine", "Gagnon", "Garnier", "Girard", "Hoffmann", "Hughes", "Janssens", "Kelly", "Lambert",
    "Leroy", "Maes", "Marchand", "Meyer", "Morin", "Murphy", "Noël", "Perrin", "Petit", "Renard", "Robin", "Rossi",
    "Roy", "Schmidt", "Tremblay", "Turner", "Vidal", "Weber", "Wright",
)  # fmt: skip
_COUNTRIES: tuple[tuple[str, Literal["en", "fr"], int], ...] = (  # code, locale, share
    ("FR", "fr", 46),
    ("BE", "fr", 12),
    ("CA", "fr", 8),
    ("CH", "fr", 6),
    ("GB", "en", 12),
    ("DE", "en", 9),
    ("US", "en", 7),
)
_AGES = (16, 84)
_AGE_USUAL = 38


@dataclass(frozen=True, slots=True)
class DemoCustomer:
    """An invented customer; `key` is stable, `country` an ISO 3166-1 code, `signed_up_at` in UTC."""

    key: str
    email: str
    display_name: str
    locale: Literal["en", "fr"]
    country: str
    birth_year: int
    signed_up_at: datetime


def invent_customers(random: Random, count: int, first_day: datetime, last_day: datetime) -> tuple[DemoCustomer, ...]:
    """`count` customers who signed up between the two days, more of them early; the demo login is the first."""
    names = random.sample([f"{first} {last}" for first in _FIRST_NAMES for last in _LAST_NAMES], count)
    invented = (_invent(random, number, name, first_day, last_day) for number, name in enumerate(names, start=1))
    return (_login(first_day), *list(invented)[1:])


def _login(signed_up_at: datetime) -> DemoCustomer:
    account = next(account for account in DEMO_ACCOUNTS if account.role == "customer")
    return DemoCustomer(
        key=LOGIN_KEY,
        email=account.email,
        display_name=account.display_name,
        locale=account.locale,
        country=account.country,
        birth_year=account.birth_year,
        signed_up_at=signed_up_at,
    )


def _invent(random: Random, number: int, name: str, first_day: datetime, last_day: datetime) -> DemoCustomer:
    country, locale, _ = random.choices(_COUNTRIES, weights=[share for _, _, share in _COUNTRIES])[0]
    # The square brings sign-ups forward, so that most customers have a history.
    signed_up_at = first_day + random.random() ** 2 * (last_day - first_day)
    return DemoCustomer(
        key=f"customer-{number:03}",
        email=f"{person_key(name).replace('-', '.')}@example.com",
        display_name=name,
        locale=locale,
        country=country,
        birth_year=last_day.year - round(random.triangular(*_AGES, _AGE_USUAL)),
        signed_up_at=signed_up_at - timedelta(microseconds=signed_up_at.microsecond),
    )
