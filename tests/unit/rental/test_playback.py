"""Playing: the first play, the limits, resuming, and what happens without Redis."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from fakes.rental import (
    FakeMedia,
    InMemoryPlayback,
    InMemoryReminders,
    InMemoryRentals,
    RecordedEvents,
    a_rental,
)
from rental.errors import RentalExpired, SessionEnded, StartNotConfirmed, StreamLimitReached
from rental.news import News
from rental.playback import Playback, PlaybackRules, SessionRequest
from rental.playback_session import StreamLimits
from rental.session_ids import SessionIds
from rental.starting import Starting
from videoclub.errors import NotFound
from videoclub.ids import CustomerId

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
RULES = PlaybackRules(StreamLimits(2, 1), timedelta(hours=4), 0.05, 0.9)
TV = SessionRequest("tv", "Living room", confirm_start=True)
PHONE = SessionRequest("phone", "Phone", confirm_start=True)


@dataclass
class Cinema:
    rentals: InMemoryRentals = field(default_factory=InMemoryRentals)
    sessions: InMemoryPlayback = field(default_factory=InMemoryPlayback)
    events: RecordedEvents = field(default_factory=RecordedEvents)

    @property
    def playback(self) -> Playback:
        reminders = InMemoryReminders()
        starting = Starting(self.rentals, reminders, News(self.events, reminders))
        return Playback(self.rentals, starting, self.sessions, FakeMedia(), self.events, SessionIds("key"), RULES)

    def rental(self, **changes):
        return self.rentals.insert_rental(a_rental(NOW, **changes))

    def play(self, rental, request=TV, now=NOW):
        return self.playback.start_session(self.rentals.recorded[rental.id], request, now=now)

    def report(self, started, position_s, *, playing=True, now):
        session = started.session
        return self.playback.report_playback(
            session.customer_id, session.id, position_s=position_s, playing=playing, now=now
        )


@pytest.fixture
def cinema() -> Cinema:
    return Cinema()


def test_asks_before_the_first_play(cinema):
    rental = cinema.rental()
    with pytest.raises(StartNotConfirmed):
        cinema.play(rental, SessionRequest("tv"))
    assert cinema.rentals.find_rental(rental.id).first_played_at is None


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


def test_the_first_play_starts_the_watch_window_and_is_told(cinema):
    rental = cinema.rental()
    started = cinema.play(rental)
    assert cinema.rentals.find_rental(rental.id).first_played_at == NOW
    assert started.session.rental_expires_at == NOW + timedelta(hours=48)
    assert [event.type for event in cinema.events.told] == ["rental.started"]


def test_needs_no_consent_the_second_time(cinema):
    rental = cinema.rental()
    cinema.play(rental)
    assert cinema.play(rental, SessionRequest("tv"), now=NOW + timedelta(hours=1)).session.device_id == "tv"


def test_does_not_play_what_has_ended(cinema):
    rental = cinema.rental()
    with pytest.raises(RentalExpired):
        cinema.play(rental, now=rental.start_by)


def test_media_urls_die_with_the_rental(cinema):
    rental = cinema.rental()
    cinema.play(rental)
    late = cinema.play(rental, now=NOW + timedelta(hours=47))
    assert late.media.expires_at == NOW + timedelta(hours=48)
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
            "since": "2026-11-21T20:00:00Z",
        }
    ]


def test_a_taken_over_session_has_ended(cinema):
    rental = cinema.rental()
    first = cinema.play(rental)
    cinema.play(rental, SessionRequest("phone", take_over=first.session.id))
    with pytest.raises(SessionEnded):
        cinema.report(first, 10, now=NOW + timedelta(seconds=10))


def test_resumes_on_another_device(cinema):
    # Given a film stopped at 25 s
    rental = cinema.rental()
    first = cinema.play(rental)
    cinema.report(first, 25, now=NOW + timedelta(seconds=25))
    cinema.playback.stop_session(rental.customer_id, first.session.id, now=NOW + timedelta(seconds=26))
    # When another device plays it
    second = cinema.play(rental, PHONE, now=NOW + timedelta(minutes=5))
    # Then it goes on there
    assert second.session.position_s == 25


def test_starts_over_when_it_was_seen_to_the_end(cinema):
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.report(started, 39, now=NOW + timedelta(seconds=29))
    assert cinema.playback.read_playback(rental, now=NOW + timedelta(minutes=1)) == 0


def test_tells_what_was_watched_when_playing_stops(cinema):
    # Given twenty seconds played
    rental = cinema.rental()
    started = cinema.play(rental)
    for second in (10, 20):
        cinema.report(started, second, now=NOW + timedelta(seconds=second))
    # When the viewer stops
    cinema.playback.stop_session(rental.customer_id, started.session.id, now=NOW + timedelta(seconds=21))
    # Then they are told
    watched = cinema.events.told[-1]
    assert (watched.type, watched.position_s, watched.watched_s) == ("rental.watched", 20, 20)


def test_another_customers_session_looks_like_none(cinema):
    started = cinema.play(cinema.rental())
    stranger = CustomerId("stranger")
    with pytest.raises(NotFound):
        cinema.playback.report_playback(stranger, started.session.id, position_s=1, playing=True, now=NOW)
    with pytest.raises(NotFound):
        cinema.playback.stop_session(stranger, started.session.id, now=NOW)


@pytest.mark.parametrize(("position_s", "listed"), [(1, False), (2, True), (36, True), (37, False)])
def test_continue_watching_leaves_out_what_is_hardly_begun_or_done(cinema, position_s, listed):
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.report(started, position_s, now=NOW + timedelta(seconds=29))
    begun = cinema.playback.continue_watching(rental.customer_id, limit=20, now=NOW + timedelta(minutes=1))
    assert [progress.rental_id for progress in begun] == ([rental.id] if listed else [])


def test_continue_watching_leaves_out_what_has_ended(cinema):
    rental = cinema.rental()
    cinema.report(cinema.play(rental), 20, now=NOW + timedelta(seconds=20))
    assert not cinema.playback.continue_watching(rental.customer_id, limit=20, now=NOW + timedelta(hours=49))


def test_plays_on_without_redis_and_says_so(cinema):
    # Given a Redis that is gone
    cinema.sessions.broken = True
    # When a customer plays
    rental = cinema.rental()
    started = cinema.play(rental)
    heartbeat = cinema.report(started, 12, now=NOW + timedelta(seconds=12))
    # Then the film plays, the rental is started, and the player knows that progress is not kept
    assert started.degraded
    assert heartbeat.degraded
    assert heartbeat.position_s == 12
    assert cinema.rentals.find_rental(rental.id).first_played_at == NOW
