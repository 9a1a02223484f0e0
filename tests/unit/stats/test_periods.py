"""Periods have one name each, and know their days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stats.periods import CLOSING_LAG, Kind, Period
from videoclub.errors import ValidationFailed

DAYS = st.dates(date(2000, 1, 10), date(2999, 12, 20))
KINDS: st.SearchStrategy[Kind] = st.sampled_from(["day", "week", "month"])


@given(day=DAYS, kind=KINDS)
def test_a_period_is_what_its_name_says(day: date, kind: Kind):
    # When
    period = Period.of(day, kind)

    # Then
    assert Period.parse(str(period)) == period
    assert period.first <= day <= period.last
    assert len(period.days) == (period.end - period.start).days
    assert period.before.end == period.start
    assert period.before.kind == kind


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-11-21", date(2026, 11, 21), date(2026, 11, 21)),
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_names_follow_iso_8601(name: str, first: date, last: date):
    # When
    period = Period.parse(name)

    # Then
    assert (period.first, period.last, str(period)) == (first, last, name)


@pytest.mark.parametrize(
    "name",
    ["", "soon", "2026-13", "2026-00", "2026-02-30", "2026-W54", "2021-W53", "2026-W00", "2026-W47-6", "20261121",
     "0001-01-01", "9999-12-31", "2026-11-21 ", "٢٠٢٦-11-21"],
)  # fmt: skip
def test_what_is_no_period_is_refused(name: str):
    # When / Then
    with pytest.raises(ValidationFailed):
        Period.parse(name)


def test_a_period_is_closed_some_minutes_after_its_end():
    # Given
    week = Period.parse("2026-W47")
    end = datetime(2026, 11, 23, tzinfo=UTC)

    # When / Then
    assert [week.is_closed(now) for now in (end, end + CLOSING_LAG - timedelta(seconds=1), end + CLOSING_LAG)] == [
        False,
        False,
        True,
    ]
