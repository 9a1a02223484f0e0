"""Every demo film has a price that makes sense, and each role somebody to sign in as."""

import re
from datetime import date
from decimal import Decimal

import pytest

from videoclub_local.demo.accounts import DEMO_ACCOUNTS
from videoclub_local.demo.catalogue import load_catalogue
from videoclub_local.demo.prices import LOWEST_PRICE, price_of, scheduled_prices

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("key", "amount"),
    [
        ("un-chien-andalou-1929", "0.99"),
        ("intolerance-1916", "1.99"),
        ("berlin-symphony-of-a-great-city-1927", "1.99"),
        ("sunrise-1927", "2.49"),
        ("nosferatu-1922", "2.99"),
        ("his-girl-friday-1940", "3.49"),
        ("the-bigamist-1953", "3.49"),
        ("night-of-the-living-dead-1968", "4.49"),
    ],
)
def test_a_price_follows_decade_genre_and_length(key: str, amount: str) -> None:
    assert str(price_of(CATALOGUE.film(key))) == amount


def test_every_price_is_in_cents_and_not_below_the_lowest() -> None:
    prices = [price_of(film) for film in CATALOGUE.films]
    assert all(price >= LOWEST_PRICE and price.as_tuple().exponent == -2 for price in prices)
    assert len(set(prices)) > 4


def test_two_changes_are_to_come_one_down_and_one_up() -> None:
    # When
    down, up = scheduled_prices(CATALOGUE, TODAY)
    # Then
    assert (down.film_key, down.amount, down.valid_from) == ("nosferatu-1922", Decimal("1.99"), date(2026, 11, 30))
    assert (up.film_key, up.amount, up.valid_from) == ("metropolis-1927", Decimal("3.99"), date(2026, 12, 23))


def test_each_role_has_one_login_at_an_address_reserved_for_documentation() -> None:
    assert [account.role for account in DEMO_ACCOUNTS] == ["customer", "admin", "developer"]
    assert all(re.fullmatch(r"[a-z]+@example\.com", account.email) for account in DEMO_ACCOUNTS)
