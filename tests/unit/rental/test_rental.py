"""The life of a rental, by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.rental import a_rental
from rental.rental import State

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (timedelta(0), State.READY),
        (timedelta(days=30) - MINUTE, State.READY),
        (timedelta(days=30), State.EXPIRED),
    ],
)
def test_must_be_started_within_its_start_window(after, state):
    assert a_rental(NOW).state_at(NOW + after) == state


@pytest.mark.parametrize(
    ("after_first_play", "state"),
    [
        (timedelta(0), State.STARTED),
        (timedelta(hours=48) - MINUTE, State.STARTED),
        (timedelta(hours=48), State.EXPIRED),
    ],
)
def test_can_be_watched_within_its_watch_window(after_first_play, state):
    first_play = NOW + timedelta(days=3)
    assert a_rental(NOW).started(first_play).state_at(first_play + after_first_play) == state


def test_a_watch_window_begun_in_time_outlives_the_start_window():
    rental = a_rental(NOW)
    last_minute = rental.start_by - MINUTE
    assert rental.started(last_minute).is_playable_at(rental.start_by + timedelta(hours=47))


def test_a_cancelled_rental_is_cancelled_for_good():
    rental = a_rental(NOW, cancelled_at=NOW + MINUTE)
    assert rental.state_at(NOW + timedelta(days=99)) == State.CANCELLED
    assert not rental.is_playable_at(NOW + MINUTE)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)), st.timedeltas(min_value=timedelta(0)))
def test_the_first_play_counts_whatever_comes_later(first, later):
    rental = a_rental(NOW).started(NOW + first)
    assert rental.started(NOW + max(first, min(later, timedelta(days=400)))) == rental
