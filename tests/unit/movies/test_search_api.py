"""The list of films: pages, filters, and what it refuses."""

from urllib.parse import parse_qs, urlsplit

import pytest

from gateway import token
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import Shop


def test_pages_follow_each_other_without_gap_or_repeat(shop: Shop):
    # Given
    added = {shop.add(title={"en": f"Film {number}"}).json["id"] for number in range(5)}

    # When
    pages = [shop.search(limit="2")]
    while "next" in pages[-1].json:
        query = parse_qs(urlsplit(pages[-1].json["next"]).query)
        pages.append(shop.search(limit="2", cursor=query["cursor"][0]))

    # Then
    shown = [item["id"] for page in pages for item in page.json["items"]]
    assert len(shown) == 5
    assert set(shown) == added
    assert [len(page.json["items"]) for page in pages] == [2, 2, 1]
    assert ["facets" in page.json for page in pages] == [True, False, False]


def test_a_cursor_belongs_to_its_query(shop: Shop):
    # Given
    for number in range(3):
        shop.add(title={"en": f"Film {number}"})
    cursor = parse_qs(urlsplit(shop.search(limit="1").json["next"]).query)["cursor"][0]

    # When
    answers = [
        shop.search(cursor=cursor, genre="drama"),
        shop.search(cursor="forged"),
        shop.search(cursor=cursor + "x"),
    ]

    # Then
    assert [answer.status for answer in answers] == [400, 400, 400]
    assert all(answer.json["errors"][0]["pointer"] == "/cursor" for answer in answers)


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"sort": "votes"},
        {"limit": "0"},
        {"limit": "many"},
        {"year_min": "early"},
        {"genre": "'; drop table movies"},
        {"ids": "1"},
        {"ids": ",".join([new_id()] * 101)},
        {"q": "\x00"},
        {"q": "x" * 101},
        {"price_max": "-1"},
        {"q": ["one", "two"]},
    ],
)
def test_a_query_that_is_not_understood_is_refused_by_name(shop: Shop, query: dict[str, str]):
    # When
    answer = shop.search(**query)

    # Then
    assert answer.status == 400
    assert answer.json["errors"][0]["pointer"] == f"/{next(iter(query))}"


def test_films_are_asked_for_by_id(shop: Shop):
    # Given
    ids = [shop.add().json["id"] for _ in range(3)]

    # When
    answer = shop.search(ids=",".join(ids[1:]))

    # Then
    assert {item["id"] for item in answer.json["items"]} == set(ids[1:])


def test_archived_films_are_listed_for_admins_only(shop: Shop):
    # Given
    shop.archive(shop.add().json["id"])

    # When
    admin, customer, anyone = (
        shop.search(show_archived="true", token=caller) for caller in (shop.admin, token(new_id(), Role.CUSTOMER), None)
    )

    # Then
    assert len(admin.json["items"]) == 1
    assert (customer.status, anyone.status) == (403, 401)
