"""The life of a rental, by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.rental import a_rental
from rental.errors import AlreadyStarted, RentalExpired
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


@given(
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30) - MINUTE),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=48) - MINUTE),
)
def test_the_first_play_counts_whatever_comes_later(first, later):
    rental = a_rental(NOW).started(NOW + first)
    assert rental.started(NOW + first + later) == rental


MADE_AT = NOW
STARTED_AT = NOW + timedelta(days=3)
LIVES = {
    State.READY: a_rental(MADE_AT),
    State.STARTED: a_rental(MADE_AT, first_played_at=STARTED_AT),
    State.CANCELLED: a_rental(MADE_AT, cancelled_at=STARTED_AT),
    State.EXPIRED: a_rental(MADE_AT - timedelta(days=40)),
}
WITHIN = STARTED_AT + MINUTE


@pytest.mark.parametrize(
    ("state", "started", "cancelled"),
    [
        (State.READY, State.STARTED, State.CANCELLED),
        (State.STARTED, State.STARTED, AlreadyStarted),
        (State.CANCELLED, RentalExpired, State.CANCELLED),
        (State.EXPIRED, RentalExpired, RentalExpired),
    ],
)
def test_refuses_the_steps_that_its_state_does_not_allow(state, started, cancelled):
    rental = LIVES[state]
    assert rental.state_at(WITHIN) == state
    for step, outcome in ((rental.started, started), (rental.cancelled, cancelled)):
        if isinstance(outcome, State):
            assert step(WITHIN).state_at(WITHIN) == outcome
        else:
            with pytest.raises(outcome):
                step(WITHIN)


def test_a_second_cancellation_changes_nothing():
    cancelled = a_rental(NOW).cancelled(NOW + MINUTE)
    assert cancelled.cancelled(NOW + 2 * MINUTE) is cancelled
