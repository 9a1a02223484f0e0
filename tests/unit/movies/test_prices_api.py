"""Prices over time: planned, told when they take effect, taken back before."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from videoclub.clock import rfc3339
from videoclub.ids import new_id

from .conftest import Shop


def later(**time: float) -> str:
    return rfc3339((datetime.now(UTC) + timedelta(**time)).replace(microsecond=0))


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def told(shop: Shop) -> list[dict[str, str]]:
    return [row.message.data for row in shop.outbox.rows if row.message.type == "movies.price-changed"]


def test_a_price_for_later_ends_the_present_one_and_waits_to_be_told(shop: Shop):
    # Given
    movie_id, next_week = shop.add().json["id"], later(days=7)

    # When
    added = shop.add_price(movie_id, price=money("3.99"), valid_from=next_week)

    # Then
    assert added.status == 201
    assert added.json == {"id": added.json["id"], "price": money("3.99"), "valid_from": next_week}
    assert added.headers["location"].endswith(f"/movies/{movie_id}/prices/{added.json['id']}")
    planned, present = shop.prices(movie_id).json["items"]
    assert planned == added.json
    assert (present["price"], present["valid_until"]) == (money("2.49"), next_week)
    assert shop.read(movie_id).json["price"] == money("2.49")
    [row] = [row for row in shop.outbox.rows if row.message.type == "movies.price-changed"]
    assert rfc3339(row.due_at) == next_week
    assert row.message.data["old_amount"] == "2.49"
    assert row.message.data["new_amount"] == "3.99"
    assert row.message.data["valid_from"] == next_week


def test_a_price_from_now_on_is_told_at_once(shop: Shop):
    # Given
    movie_id = shop.add_earlier()
    etag, wakes = shop.read(movie_id).headers["etag"], shop.relay.wakes

    # When
    answer = shop.add_price(movie_id, price=money("0.99"))

    # Then
    assert answer.status == 201
    read = shop.read(movie_id)
    assert read.json["price"] == money("0.99")
    assert read.headers["etag"] != etag
    assert [data["new_amount"] for data in told(shop)] == ["0.99"]
    assert shop.relay.wakes == wakes + 1


def test_a_price_between_two_splits_the_earlier_and_tells_the_later_anew(shop: Shop):
    # Given
    movie_id, soon, next_month = shop.add().json["id"], later(days=7), later(days=30)
    shop.add_price(movie_id, price=money("4.99"), valid_from=next_month)

    # When
    shop.add_price(movie_id, price=money("3.99"), valid_from=soon)

    # Then
    spans = [
        (price["price"]["amount"], price["valid_from"], price.get("valid_until"))
        for price in shop.prices(movie_id).json["items"]
    ]
    assert spans[:2] == [("4.99", next_month, None), ("3.99", soon, next_month)]
    assert spans[2][2] == soon
    assert sorted((data["old_amount"], data["new_amount"]) for data in told(shop)) == [
        ("2.49", "3.99"),
        ("3.99", "4.99"),
    ]


def test_a_planned_price_is_taken_back_with_its_announcement(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]
    first = shop.add_price(movie_id, price=money("3.99"), valid_from=later(days=7)).json
    shop.add_price(movie_id, price=money("4.99"), valid_from=later(days=30))

    # When
    answer = shop.delete_price(movie_id, first["id"])

    # Then
    assert (answer.status, answer.text) == (204, "")
    assert [(data["old_amount"], data["new_amount"]) for data in told(shop)] == [("2.49", "4.99")]
    planned, present = shop.prices(movie_id).json["items"]
    assert present["valid_until"] == planned["valid_from"]


def test_a_price_that_has_begun_stays(shop: Shop):
    # Given
    movie_id = shop.add_earlier()
    past = shop.prices(movie_id).json["items"][0]["id"]
    shop.add_price(movie_id, price=money("1.00"))
    present = shop.prices(movie_id).json["items"][0]["id"]

    # When
    answers = [shop.delete_price(movie_id, price_id) for price_id in (past, present)]

    # Then
    assert [(answer.status, answer.json["code"]) for answer in answers] == [(409, "price-in-effect")] * 2
    assert len(shop.prices(movie_id).json["items"]) == 2


def test_two_prices_cannot_begin_at_one_instant(shop: Shop):
    # Given
    movie_id, at = shop.add().json["id"], later(days=7)
    shop.add_price(movie_id, price=money("3.99"), valid_from=at)

    # When
    answer = shop.add_price(movie_id, price=money("2.99"), valid_from=at)

    # Then
    assert (answer.status, answer.json["code"]) == (409, "price-overlaps")
    assert len(shop.prices(movie_id).json["items"]) == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"price": money("-0.01")}, "/price/amount"),
        ({"price": money("1.001")}, "/price/amount"),
        ({"price": {"amount": 1.99, "currency": "EUR"}}, "/price/amount"),
        ({"price": {"amount": "1.99", "currency": "euro"}}, "/price/currency"),
        ({"price": money("1.99"), "valid_from": "2020-01-01T00:00:00Z"}, "/valid_from"),
        ({"price": money("1.99"), "valid_from": "2030-01-01T00:00:00"}, "/valid_from"),
        ({"price": money("1.99"), "valid_from": "9999-12-31T23:59:59-12:00"}, "/valid_from"),
        ({"price": money("1.99"), "valid_from": "0001-01-01T00:00:00+12:00"}, "/valid_from"),
        ({"price": money("1.99"), "valid_until": "2030-01-01T00:00:00Z"}, "/valid_until"),
        ({}, "/price"),
    ],
)
def test_a_faulty_price_is_named(shop: Shop, body: dict[str, Any], pointer: str):
    # Given
    movie_id = shop.add().json["id"]

    # When
    answer = shop.add_price(movie_id, **body)

    # Then
    assert (answer.status, answer.json["code"]) == (400, "validation-error")
    assert pointer in [error["pointer"] for error in answer.json["errors"]]


def test_what_is_not_there_is_not_found(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]

    # When
    answers = [
        shop.prices(new_id()),
        shop.add_price(new_id(), price=money("1.00")),
        shop.delete_price(new_id(), new_id()),
        shop.delete_price(movie_id, new_id()),
        shop.delete_price(movie_id, "no-id"),
    ]

    # Then
    assert [answer.status for answer in answers] == [404] * 5


def test_prices_are_paged(shop: Shop):
    # Given
    movie_id, other = shop.add().json["id"], shop.add().json["id"]
    for days in range(1, 4):
        shop.add_price(movie_id, price=money(f"{days}.00"), valid_from=later(days=days))

    # When
    pages = [shop.prices(movie_id, limit="3")]
    cursor = parse_qs(urlsplit(pages[0].json["next"]).query)["cursor"][0]
    pages.append(shop.prices(movie_id, limit="3", cursor=cursor))

    # Then
    amounts = [[price["price"]["amount"] for price in page.json["items"]] for page in pages]
    assert amounts == [["3.00", "2.00", "1.00"], ["2.49"]]
    assert "next" not in pages[1].json
    assert shop.prices(other, cursor=cursor).json["errors"][0]["code"] == "foreign_cursor"
