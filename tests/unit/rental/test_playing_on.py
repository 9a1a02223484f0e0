"""Playing while the live store is away, and when it is back."""

import pytest

from fakes.cinema import PHONE
from rental.errors import SessionEnded, StreamLimitReached
from rental.playback import SessionRequest


def away(cinema, *, is_away=True):
    cinema.sessions.broken = is_away


def test_a_film_starts_and_says_that_it_is_degraded(cinema):
    # Given no live store
    away(cinema)
    # When a customer plays
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.clock.forward(seconds=12)
    heartbeat = cinema.report(started, 12)
    # Then the film plays, the rental is started, and the position is kept
    assert started.degraded
    assert heartbeat.degraded
    assert (heartbeat.position_s, heartbeat.expires_at) == (12, started.session.rental_expires_at)
    assert cinema.rentals.find_rental(rental.id).first_played_at is not None
    assert cinema.position(rental) == 12
    assert cinema.continue_watching(rental) == []  # hardly begun
    cinema.report(started, 100)
    assert cinema.continue_watching(rental) == [rental.id]


def test_an_environment_writes_a_session_now_and_then(cinema, monkeypatch):
    # Given a film that plays on without the live store, in one environment
    rental = cinema.rental()
    started = cinema.play(rental)
    away(cinema)
    environment, writes = cinema.playback, []
    keep = cinema.kept.keep_progress

    def counted(customer_id, progress, *, now):
        writes.append(progress.position_s)
        keep(customer_id, progress, now=now)

    monkeypatch.setattr(cinema.kept, "keep_progress", counted)
    # When it reports for a minute and pauses
    for position_s in range(10, 70, 10):
        cinema.clock.forward(seconds=10)
        assert cinema.report(started, position_s, on=environment).position_s == position_s
    cinema.clock.forward(seconds=2)
    cinema.report(started, 62, playing=False, on=environment)
    cinema.clock.forward(seconds=2)
    cinema.report(started, 62, playing=False, on=environment)
    # Then it was written at first, every thirty seconds, and at the pause
    assert writes == [10, 40, 62]


def test_a_position_of_a_clock_behind_is_no_older(cinema):
    # Given a position of the live store's time
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.clock.forward(minutes=2)
    cinema.sessions.flush()
    first = cinema.play(rental)
    cinema.report(first, 100)
    # When it is away, and an environment whose clock is two minutes behind takes the next heartbeat
    away(cinema)
    cinema.clock.forward(minutes=-2, seconds=10)
    cinema.report(first, 110)
    # Then that position counts
    away(cinema, is_away=False)
    assert cinema.position(rental) == 110
    assert started.session.id != first.session.id


def test_a_session_goes_on_when_the_live_store_is_back(cinema):
    # Given a film that plays on through an outage longer than a session lives
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.clock.forward(seconds=10)
    cinema.report(started, 10)
    away(cinema)
    for position_s in range(20, 100, 10):
        cinema.clock.forward(seconds=10)
        cinema.report(started, position_s)
    # When the live store is back
    away(cinema, is_away=False)
    cinema.clock.forward(seconds=10)
    heartbeat = cinema.report(started, 100)
    # Then the session goes on, the limits hold, and every second was watched
    assert (heartbeat.position_s, heartbeat.degraded) == (100, False)
    with pytest.raises(StreamLimitReached):
        cinema.play(rental, PHONE)
    cinema.stop(started)
    assert cinema.watched_s(rental) == 100


def test_a_session_begun_meanwhile_goes_on_too(cinema):
    away(cinema)
    rental = cinema.rental()
    started = cinema.play(rental)
    away(cinema, is_away=False)
    cinema.clock.forward(seconds=10)
    assert not cinema.report(started, 10).degraded
    assert cinema.sessions.count_watching(rental.movie_id) == 1


def test_a_session_silent_through_the_outage_has_ended(cinema):
    # Given a session that is not heard of during an outage
    started = cinema.play(cinema.rental())
    away(cinema)
    cinema.clock.forward(minutes=2)
    away(cinema, is_away=False)
    with pytest.raises(SessionEnded):
        cinema.report(started, 10)


def test_of_two_that_play_on_the_limit_lets_one_go_on(cinema):
    # Given two devices that play one film while nobody could be asked
    rental = cinema.rental()
    first = cinema.play(rental)
    away(cinema)
    second = cinema.play(rental, PHONE)
    cinema.clock.forward(seconds=40)
    cinema.report(first, 40)
    cinema.report(second, 10)
    # When the live store is back, the one that comes first goes on
    away(cinema, is_away=False)
    assert cinema.report(second, 15).position_s == 15
    with pytest.raises(SessionEnded):
        cinema.report(first, 45)


def test_a_session_taken_over_meanwhile_has_ended(cinema):
    # Given a session
    rental = cinema.rental()
    first = cinema.play(rental)
    # When its place is taken while the live store is away
    away(cinema)
    second = cinema.play(rental, SessionRequest("phone", take_over=first.session.id))
    # Then it has ended, now and when the live store is back
    with pytest.raises(SessionEnded):
        cinema.report(first, 10)
    away(cinema, is_away=False)
    cinema.clock.forward(seconds=31)
    with pytest.raises(SessionEnded):
        cinema.report(first, 10)
    assert cinema.report(second, 10).position_s == 10


def test_a_session_stopped_meanwhile_keeps_its_last_position(cinema):
    # Given an environment that heard more than it wrote
    rental = cinema.rental()
    started = cinema.play(rental)
    away(cinema)
    environment = cinema.playback
    for position_s in (100, 110):
        cinema.clock.forward(seconds=10)
        cinema.report(started, position_s, on=environment)
    # When the viewer stops
    environment.stop_session(rental.customer_id, started.session.id, now=cinema.now)
    # Then the position is kept and the session has ended
    assert cinema.position(rental) == 110
    with pytest.raises(SessionEnded):
        cinema.report(started, 120)


def test_a_rental_that_ends_meanwhile_ends_its_session(cinema):
    started = cinema.play(cinema.rental())
    away(cinema)
    environment = cinema.playback
    cinema.report(started, 10, on=environment)
    cinema.clock.now = started.session.rental_expires_at
    with pytest.raises(SessionEnded):
        cinema.report(started, 20, on=environment)


def test_without_any_store_the_film_plays_on(cinema):
    # Given neither the live store nor the durable one
    started = cinema.play(cinema.rental())
    away(cinema)
    cinema.kept.broken = cinema.records.broken = True
    # When a heartbeat comes, it is taken; what it brings comes again with the next one
    heartbeat = cinema.report(started, 10)
    assert (heartbeat.position_s, heartbeat.expires_at, heartbeat.degraded) == (10, None, True)


def test_progress_that_cannot_be_kept_durably_is_kept_at_the_next_checkpoint(cinema):
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.kept.broken = True
    cinema.report(started, 10)
    cinema.kept.broken = False
    for position_s in (20, 30, 40):
        cinema.clock.forward(seconds=10)
        assert not cinema.report(started, position_s).degraded
    assert cinema.kept.find_progress(rental.customer_id, rental.id).position_s == 40
