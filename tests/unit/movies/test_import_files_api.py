"""Files that are refused as a whole, and those that are taken although they look odd."""

import pytest

from gateway import token
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import Exchange
from .film_rows import HEADER, KID, films


class TestFiles:
    @pytest.mark.parametrize(
        ("lines", "pointer", "code"),
        [
            ((), "", "missing_header"),
            (("The Kid,1921",), "", "missing_header"),
            (("title_en,year",), "/runtime_min", "missing_column"),
            (("year,runtime_min,genres,price",), "/title_en", "missing_column"),
            ((f"{HEADER},colour",), "/colour", "unknown_column"),
            ((f"{HEADER},year",), "/year", "duplicate_column"),
            ((HEADER, '"never closed'), "", "malformed_csv"),
            ((HEADER, *films(*"abcdefghijklmnopqrstu")), "", "too_many_rows"),
        ],
    )
    def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(
        self, exchange: Exchange, lines: tuple[str, ...], pointer: str, code: str
    ):
        # When
        answer = exchange.post(*lines)

        # Then
        assert (answer.status, answer.json["code"]) == (400, "validation-error")
        assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json["errors"]]
        assert not exchange.shop.movies.movies

    def test_another_encoding_is_refused(self, exchange: Exchange):
        # When
        answers = [
            exchange.post(body=f"{HEADER}\n,Häxan,,1922,91,horror,2".encode("latin-1")),
            exchange.post(KID, headers={"Content-Type": "text/csv; charset=windows-1252"}),
            exchange.post(KID, headers={"Content-Type": "application/json"}),
        ]

        # Then
        assert [(answer.status, answer.json["code"]) for answer in answers] == [
            (400, "validation-error"),
            (415, "unsupported-media-type"),
            (415, "unsupported-media-type"),
        ]
        assert answers[0].json["errors"][0]["code"] == "not_utf8"

    def test_semicolons_and_a_byte_order_mark_are_fine(self, exchange: Exchange):
        # When
        answer = exchange.post(body=f"\ufeff{HEADER}\r\n{KID}".replace(",", ";").encode())

        # Then
        assert answer.json["items"][0]["status"] == 201

    def test_a_file_without_rows_does_nothing(self, exchange: Exchange):
        assert (exchange.post(HEADER).status, exchange.post(HEADER).json) == (207, {"items": []})

    def test_films_come_and_go_by_admins_only(self, exchange: Exchange):
        # Given
        customer = token(new_id(), Role.CUSTOMER)

        # When
        answers = [
            exchange.post(HEADER, KID, token=customer),
            exchange.export(token=customer),
            exchange.post(HEADER, KID, token=None),
            exchange.export(token=None),
        ]

        # Then
        assert [answer.status for answer in answers] == [403, 403, 401, 401]
