"""Rows as lines: what is equal is told apart from what is not, and cells keep their times."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from videoclub_local.backup.cassandra_rows import Cell, Row, plain, typed
from videoclub_local.backup.rows import RowsDigest

NOW_S = 1_800_000_000


def digest(*rows: bytes) -> tuple[int, str]:
    found = RowsDigest()
    for row in rows:
        found.add(row)
    return found.rows, found.digest


def test_the_order_of_rows_makes_no_difference():
    assert digest(b"a", b"b", b"c") == digest(b"c", b"a", b"b")


@pytest.mark.parametrize("other", [(b"a",), (b"a", b"b", b"b"), (b"a", b"c"), (b"ab",), ()])
def test_another_row_a_missing_one_and_a_double_do(other):
    assert digest(*other) != digest(b"a", b"b")


def row(**expiries: int | None) -> Row:
    return Row(["k"], {name: Cell(name, 7, expires_s) for name, expires_s in expiries.items()})


def test_a_line_gives_the_row():
    kept = Row(["k", 3], {"title": Cell("Fenêtre\nsur cour", 17, None), "at": Cell(None, 18, NOW_S)})
    assert kept.line.count(b"\n") == 1
    assert Row.of_line(kept.line) == kept


def test_a_row_goes_with_the_last_of_its_cells():
    assert row(a=NOW_S, b=NOW_S + 5).expires_s == NOW_S + 5
    assert row(a=NOW_S, b=None).expires_s is None
    assert row().expires_s is None


def test_what_is_over_is_left_out():
    assert row(a=NOW_S, b=NOW_S + 5).living(NOW_S) == row(b=NOW_S + 5)
    assert row(a=NOW_S).living(NOW_S) is None
    assert row(a=None).living(NOW_S) == row(a=None)
    assert row().living(NOW_S) == row()  # its key is all there is of it


def test_cells_are_written_together_that_share_their_times_the_longest_first():
    assert row(a=NOW_S, b=None, c=NOW_S + 5, d=None).groups() == [["b", "d"], ["c"], ["a"]]
    apart = Row(["k"], {"a": Cell(1, 20, None), "b": Cell(2, 10, None)})
    assert apart.groups() == [["b"], ["a"]]
    assert row().groups() == [[]]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("text", "text"),
        (7, "int"),
        (True, "boolean"),
        (Decimal("3.90"), "decimal"),
        (date(2026, 11, 26), "date"),
        (datetime(2026, 11, 26, 11, 48, 3, 125_000, tzinfo=UTC), "timestamp"),
    ],
)
def test_values_come_back_as_they_were(value, kind):
    told = value.replace(tzinfo=None) if isinstance(value, datetime) else value  # as the driver tells an instant
    assert typed(plain(told, kind), kind) == value
