"""Playing: the first play, the limits, sessions that end, and what Stats is told."""

from datetime import timedelta

import pytest

from fakes.cinema import PHONE, TV
from rental.errors import RentalExpired, SessionEnded, StartNotConfirmed, StreamLimitReached
from rental.playback import SessionRequest
from videoclub.clock import rfc3339
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.ids import CustomerId


def test_asks_before_the_first_play(cinema):
    rental = cinema.rental()
    with pytest.raises(StartNotConfirmed):
        cinema.play(rental, SessionRequest("tv"))
    assert cinema.rentals.find_rental(rental.id).first_played_at is None
    assert cinema.sessions.count_watching(rental.movie_id) == 0


def test_a_refused_stream_starts_no_clock(cinema):
    # Given a customer with as many streams as allowed
    rental = cinema.rental()
    for device in ("tv", "phone"):
        cinema.play(cinema.rental(customer_id=rental.customer_id), SessionRequest(device, confirm_start=True))
    # When a third one is refused
    with pytest.raises(StreamLimitReached):
        cinema.play(rental)
    # Then the rental is not started
    assert cinema.rentals.find_rental(rental.id).first_played_at is None


@pytest.mark.parametrize("refusal", [ServiceUnavailable, RentalExpired])
def test_a_first_play_that_cannot_be_recorded_leaves_no_session(cinema, monkeypatch, refusal):
    # Given a store of rentals that fails at the first play
    rental = cinema.rental()

    def fail(*_args, **_options):
        raise refusal("Not now.")

    with monkeypatch.context() as failing:
        failing.setattr(cinema.rentals, "start_rental", fail)
        with pytest.raises(refusal):
            cinema.play(rental)
    # Then nobody watches, and another device may begin
    assert cinema.sessions.count_watching(rental.movie_id) == 0
    assert cinema.play(rental, PHONE).session.device_id == "phone"


def test_a_session_that_cannot_be_recorded_does_not_begin(cinema):
    rental = cinema.rental()
    cinema.records.broken = True
    with pytest.raises(ServiceUnavailable):
        cinema.play(rental)
    assert cinema.sessions.count_watching(rental.movie_id) == 0
    assert cinema.rentals.find_rental(rental.id).first_played_at is None


def test_the_first_play_starts_the_watch_window_and_is_told(cinema):
    rental = cinema.rental()
    started = cinema.play(rental)
    assert cinema.rentals.find_rental(rental.id).first_played_at == cinema.now
    assert started.session.rental_expires_at == cinema.now + timedelta(hours=48)
    assert [event.type for event in cinema.events.told] == ["rental.started"]


def test_a_watch_window_begun_in_time_outlives_the_start_window(cinema):
    # Given a rental begun an hour before it had to be
    rental = cinema.rental()
    cinema.clock.now = rental.start_by - timedelta(hours=1)
    cinema.play(rental)
    # When the start window is over
    cinema.clock.forward(hours=20)
    # Then it plays, until the watch window is over
    assert cinema.play(rental).media.expires_at == cinema.now + timedelta(hours=4)
    cinema.clock.forward(hours=28)
    with pytest.raises(RentalExpired):
        cinema.play(rental)


def test_needs_no_consent_the_second_time(cinema):
    rental = cinema.rental()
    cinema.play(rental)
    cinema.clock.forward(hours=1)
    assert cinema.play(rental, SessionRequest("tv")).session.device_id == "tv"


def test_does_not_play_what_has_ended(cinema):
    rental = cinema.rental()
    cinema.clock.now = rental.start_by
    with pytest.raises(RentalExpired):
        cinema.play(rental)


def test_media_urls_die_with_the_rental_and_after_four_hours(cinema):
    rental = cinema.rental()
    first = cinema.play(rental)
    assert first.media.url.endswith("noir.mp4?expires=14400")
    cinema.clock.forward(hours=47)
    late = cinema.play(rental)
    assert late.media.expires_at == late.session.rental_expires_at == cinema.now + timedelta(hours=1)
    assert late.media.url.endswith("noir.mp4?expires=3600")
    assert set(late.media.captions) == {"en", "fr"}


def test_names_the_streams_in_the_way(cinema):
    rental = cinema.rental()
    first = cinema.play(rental)
    with pytest.raises(StreamLimitReached) as refusal:
        cinema.play(rental, PHONE)
    assert refusal.value.extensions["active"] == [
        {
            "session_id": first.session.id,
            "device_name": "Living room",
            "movie_id": rental.movie_id,
            "since": rfc3339(cinema.now),
        }
    ]


def test_a_taken_over_session_has_ended(cinema):
    rental = cinema.rental()
    first = cinema.play(rental)
    cinema.play(rental, SessionRequest("phone", take_over=first.session.id))
    with pytest.raises(SessionEnded):
        cinema.report(first, 10)


def test_nobody_takes_over_another_customers_session(cinema):
    # Given somebody who plays
    first = cinema.play(cinema.rental())
    # When another customer asks for the place
    cinema.play(cinema.rental(), SessionRequest("phone", confirm_start=True, take_over=first.session.id))
    # Then he plays on, also after the live store has lost everything
    assert cinema.report(first, 1).position_s == 1
    cinema.sessions.flush()
    assert cinema.report(first, 2).position_s == 2


def test_a_silent_session_has_ended(cinema):
    started = cinema.play(cinema.rental())
    cinema.clock.forward(seconds=30)
    with pytest.raises(SessionEnded):
        cinema.report(started, 10)


def test_a_session_ends_with_its_rental(cinema):
    # Given a film that is played to the end of its watch window
    rental = cinema.rental(watch_within=timedelta(seconds=20))
    started = cinema.play(rental)
    cinema.clock.forward(seconds=15)
    cinema.report(started, 15)
    # When the window closes
    cinema.clock.forward(seconds=5)
    # Then the session is over
    with pytest.raises(SessionEnded):
        cinema.report(started, 20)


def test_a_stopped_session_has_ended_and_may_be_stopped_again(cinema):
    started = cinema.play(cinema.rental())
    cinema.stop(started)
    cinema.stop(started)
    with pytest.raises(SessionEnded):
        cinema.report(started, 10)


def test_another_customers_session_looks_like_none(cinema):
    started = cinema.play(cinema.rental())
    stranger = CustomerId("stranger")
    with pytest.raises(NotFound):
        cinema.playback.report_playback(stranger, started.session.id, position_s=1, playing=True, now=cinema.now)
    with pytest.raises(NotFound):
        cinema.playback.stop_session(stranger, started.session.id, now=cinema.now)


class TestWhatStatsIsTold:
    def test_seconds_when_playing_stops(self, cinema):
        # Given twenty seconds played
        rental = cinema.rental()
        started = cinema.play(rental)
        for position_s in (10, 20):
            cinema.clock.forward(seconds=10)
            cinema.report(started, position_s)
        # When the viewer stops
        cinema.stop(started)
        # Then they are told
        last = cinema.events.told[-1]
        assert (last.type, last.position_s, last.duration_s) == ("rental.watched", 20, 400)
        assert cinema.watched_s(rental) == 20

    def test_seconds_of_a_session_that_died_by_whoever_comes_by(self, cinema):
        # Given somebody whose player dies after 40 seconds
        rental = cinema.rental()
        started = cinema.play(rental)
        for position_s in (10, 20, 30, 40):
            cinema.clock.forward(seconds=10)
            cinema.report(started, position_s)
        cinema.clock.forward(hours=1)
        # When somebody else plays
        cinema.report(cinema.play(cinema.rental()), 10)
        # Then each second was told, and the position was kept
        assert cinema.watched_s(rental) == 40
        assert cinema.kept.find_progress(rental.customer_id, rental.id).position_s == 40

    def test_each_second_once_though_the_bus_fails(self, cinema):
        # Given a bus that fails now and then, also after it took an event
        rental = cinema.rental()
        started = cinema.play(rental)
        for position_s in range(10, 310, 10):
            cinema.clock.forward(seconds=10)
            cinema.events.broken = position_s % 40 == 0
            cinema.report(started, position_s)
        # When the viewer stops, and what he left is settled
        cinema.stop(started)
        cinema.playback.settle_silent_sessions(limit=10, now=cinema.now)
        # Then the sum is exact
        assert cinema.watched_s(rental) == 300

    def test_the_same_words_when_a_telling_is_repeated(self, cinema, monkeypatch):
        # Given a store that does not learn that the seconds are told
        rental = cinema.rental()
        started = cinema.play(rental, TV)
        monkeypatch.setattr(cinema.sessions, "confirm_told", lambda _beat: None)
        for position_s in (10, 20, 30, 40, 50):
            cinema.clock.forward(seconds=10)
            cinema.report(started, position_s)
        # Then what was told twice has one id and one amount
        told = [(event.event_id, event.watched_s) for event in cinema.events.told if event.type == "rental.watched"]
        assert len(told) == 2
        assert len(set(told)) == 1
