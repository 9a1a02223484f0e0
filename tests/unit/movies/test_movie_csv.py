"""Films as CSV: whatever a cell holds comes back as it was, and whatever cannot be a film is named by its column."""

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movies.csv_table import read_table
from movies.movie import NewCredit
from movies.movie_csv import COLUMNS, cells_of_new, film_of
from videoclub.csv_rows import escape_formula, unescape_formula, write_rows
from videoclub.errors import ValidationFailed

NAMES = ("a", "b", "c")
FILM = {"title_en": "The Kid", "year": "1921", "runtime_min": "68", "genres": "comedy|drama", "price": "2.49"}


def errors_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ValidationFailed) as refused:
        read_table(text, NAMES)
    return [(error.pointer, error.code) for error in refused.value.errors]


def table(text: str) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, dict(row.cells)) for row in read_table(text, NAMES)[1]]


class TestFormulas:
    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "'=1", "''@", "\uff1dA1"])
    def test_a_cell_that_a_spreadsheet_would_compute_begins_with_an_apostrophe(self, cell: str):
        assert escape_formula(cell) == f"'{cell}"
        assert unescape_formula(escape_formula(cell)) == cell

    @pytest.mark.parametrize("cell", ["", "The Kid", "'Tis", "1+1", "''", "2-3"])
    def test_any_other_cell_stays_as_it_is(self, cell: str):
        assert escape_formula(cell) == cell == unescape_formula(cell)

    @given(st.lists(st.sampled_from("'=+-@\t\r\n a"), max_size=8).map("".join))
    def test_no_cell_is_lost(self, cell: str):
        assert unescape_formula(escape_formula(cell)) == cell
        assert not escape_formula(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))

    def test_what_somebody_types_is_taken_as_it_stands(self):
        assert table("a\n=1+1\n") == [(2, {"a": "=1+1"})]


class TestTable:
    @given(st.lists(st.tuples(*[st.text(st.characters(exclude_characters="\0", codec="utf-8"))] * 3), max_size=5))
    def test_every_table_comes_back(self, rows: list[tuple[str, ...]]):
        # Given rows that are not blank, as blank ones are left out
        rows = [row for row in rows if any(cell.strip() for cell in row)]

        # When
        text = write_rows([NAMES, *rows])

        # Then
        assert [tuple(cells.values()) for _, cells in table(text)] == rows
        assert all(len(record) == 3 for record in csv.reader(io.StringIO(text, newline="")))

    @pytest.mark.parametrize(
        "text", ["a,b\r\n1,x", "a;b\n1;x\n", "b,a\nx,1", " A , B \n1,x", '"a";"b"\n"1";"x"', "a,b\r1,x\r"]
    )
    def test_delimiter_order_quotes_and_ends_of_lines_may_differ(self, text: str):
        assert table(text) == [(2, {"a": "1", "b": "x"})]

    def test_a_comma_in_a_file_of_semicolons_is_a_comma(self):
        assert table("a;b\n1,5;x") == [(2, {"a": "1,5", "b": "x"})]

    def test_rows_have_the_numbers_that_a_spreadsheet_shows(self):
        # Given a cell of two lines, a blank line, and a row of empty cells
        text = 'a,b\n"two\nlines",x\n\n,\nlast,y\n'

        # Then
        assert table(text) == [(2, {"a": "two\nlines", "b": "x"}), (5, {"a": "last", "b": "y"})]

    @pytest.mark.parametrize(
        ("text", "errors"),
        [
            ("", [("", "missing_header")]),
            ("The Kid,1921\n", [("", "missing_header")]),
            ("a,year,colour\n", [("/year", "unknown_column"), ("/colour", "unknown_column")]),
            ("a,b/c,\n", [("/b~1c", "unknown_column"), ("/", "unknown_column")]),
            ("a,b,A\n", [("/a", "duplicate_column")]),
            ("a;b,c\n", [("/b,c", "unknown_column")]),
            ('a\n"never closed', [("", "malformed_csv")]),
            ('a,b\n"x"y,z', [("", "malformed_csv")]),
        ],
    )
    def test_a_file_that_cannot_be_understood_is_refused_as_a_whole(self, text: str, errors: list[tuple[str, str]]):
        assert errors_of(text) == errors

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("a,b\n1\n", ("", "cell_count")),
            ("a,b\n1,2,3\n", ("", "cell_count")),
            ("a,b\n1,x\0\n", ("/b", "nul_character")),
            (f"a,b\n1,{'x' * 100_001}\n", ("/b", "cell_too_long")),
        ],
    )
    def test_a_row_that_cannot_be_understood_is_one_fault(self, text: str, error: tuple[str, str]):
        # When
        _, rows = read_table(text + "2,fine\n", NAMES)

        # Then
        assert [(fault.pointer, fault.code) for fault in rows[0].faults] == [error]
        assert rows[1].faults == ()

    def test_empty_cells_beyond_the_header_do_no_harm(self):
        assert table("a,b\n1,x,,\n") == [(2, {"a": "1", "b": "x"})]


class TestFilms:
    def test_a_row_makes_a_film(self):
        # When
        film = film_of(
            FILM
            | {
                "title_fr": "Le Kid",
                "countries": " US | FR ",
                "languages": "en",
                "directors": "Charlie Chaplin",
                "cast": r"Jackie Coogan=The kid|A \| B \= C \\ D|Edna Purviance",
                "synopsis_fr": "Un vagabond\ntrouve un enfant.",
                "watch_within": "PT24H",
            }
        ).as_new_movie()

        # Then
        assert (film.title.en, film.title.fr, film.original_title) == ("The Kid", "Le Kid", "The Kid")
        assert (film.year, film.runtime_min, film.genres) == (1921, 68, ("comedy", "drama"))
        assert (film.countries, film.languages) == (("US", "FR"), ("en",))
        assert (film.price.amount, film.price.currency) == (Decimal("2.49"), "EUR")
        assert film.directors == (NewCredit(name="Charlie Chaplin"),)
        assert film.cast == (
            NewCredit(name="Jackie Coogan", character="The kid"),
            NewCredit(name="A | B = C \\ D"),
            NewCredit(name="Edna Purviance"),
        )
        assert film.synopsis
        assert film.synopsis.fr == "Un vagabond\ntrouve un enfant."
        assert (film.start_within, film.watch_within) == (None, timedelta(hours=24))

    @given(st.lists(st.text(st.sampled_from(r"a\|= b"), min_size=1, max_size=6).filter(str.strip), max_size=4))
    def test_every_name_comes_back(self, names: list[str]):
        # Given names as the API keeps them, without space around
        names = list(dict.fromkeys(name.strip() for name in names))
        characters = [*names[1:], None] if names else []
        film = film_of(FILM).as_new_movie()
        cast = tuple(NewCredit(name=name, character=part) for name, part in zip(names, characters, strict=True))
        directors = tuple(NewCredit(name=name) for name in names)

        # When
        cells = cells_of_new(film) | {
            "cast": cells_of_new(replace(film, cast=cast))["cast"],
            "directors": cells_of_new(replace(film, directors=directors))["directors"],
        }

        # Then
        again = film_of(cells).as_new_movie()
        assert (again.cast, again.directors) == (cast, directors)

    @pytest.mark.parametrize(
        ("cells", "pointer"),
        [
            ({"year": ""}, "/year"),
            ({"year": "MCMXXI"}, "/year"),
            ({"year": "1921.0"}, "/year"),
            ({"year": "1500"}, "/year"),
            ({"title_en": " "}, "/title_en"),
            ({"title_fr": "x" * 301}, "/title_fr"),
            ({"genres": "comedy|"}, "/genres"),
            ({"genres": "comedy|comedy"}, "/genres"),
            ({"countries": "France"}, "/countries"),
            ({"cast": "=The kid"}, "/cast"),
            ({"cast": "A||B"}, "/cast"),
            ({"price": ""}, "/price"),
            ({"price": "-1.00"}, "/price"),
            ({"price": "3,99"}, "/price"),
            ({"price": "2.49|3.99"}, "/price"),
            ({"price": "2.49 EUR"}, "/price"),
            ({"price": "1.005"}, "/price"),
            ({"price": "NaN"}, "/price"),
            ({"currency": "EUR|USD"}, "/currency"),
            ({"watch_within": "two days"}, "/watch_within"),
            ({"start_within": "PT1S"}, "/start_within"),
            ({"synopsis_en": "x" * 2001}, "/synopsis_en"),
        ],
    )
    def test_a_fault_is_named_by_its_column(self, cells: dict[str, str], pointer: str):
        with pytest.raises(ValidationFailed) as refused:
            film_of(FILM | cells)
        assert [error.pointer for error in refused.value.errors] == [pointer]
        assert pointer.removeprefix("/") in COLUMNS

    def test_a_fault_in_a_list_tells_which_entry(self):
        with pytest.raises(ValidationFailed) as refused:
            film_of(FILM | {"languages": "en|English"})
        assert refused.value.errors[0].message.startswith("entry 2: ")
