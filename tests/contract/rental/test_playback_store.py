"""What every PlaybackStore does, shown on the fake and on Redis."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fakes.rental import InMemoryPlayback
from rental.adapters.redis_playback import RedisPlayback
from rental.playback_session import PlaybackSession, StreamLimits
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

TTL = timedelta(seconds=30)
LIMITS = StreamLimits(per_customer=2, per_movie=1)


@pytest.fixture(params=["fake", "redis"])
def store(request):
    if request.param == "fake":
        return InMemoryPlayback(TTL)
    return RedisPlayback(request.getfixturevalue("service_redis")("rental"), TTL)


@pytest.fixture
def now() -> datetime:
    """Redis counts its TTLs by its own clock, so a session of the past would be gone at once."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def session(now: datetime) -> PlaybackSession:
    return PlaybackSession(
        id=PlaybackSessionId(str(uuid4())),
        customer_id=CustomerId(str(uuid4())),
        rental_id=RentalId(str(uuid4())),
        movie_id=MovieId(str(uuid4())),
        device_id="tv",
        device_name="Living room",
        since=now,
        rental_expires_at=now + timedelta(hours=48),
        duration_s=40,
    )


def another(session: PlaybackSession, **changes) -> PlaybackSession:
    return replace(
        session, id=PlaybackSessionId(str(uuid4())), device_id=str(uuid4()), rental_id=RentalId(str(uuid4())), **changes
    )


def start(store, session, *, take_over=None, now):
    return [s.session_id for s in store.start_session(session, limits=LIMITS, take_over=take_over, now=now)]


def report(store, session, position_s, *, playing=True, now):
    return store.report(session.customer_id, session.id, position_s=position_s, playing=playing, now=now)


class TestPlaybackStore:
    def test_counts_who_is_watching(self, store, session, now):
        # Given a film that two customers watch
        other = another(session, customer_id=CustomerId(str(uuid4())))
        assert start(store, session, now=now) == start(store, other, now=now) == []
        assert store.count_watching(session.movie_id, now=now) == 2
        # When one stops
        store.stop_session(session.customer_id, session.id, now=now)
        # Then one is left, and none once it is silent for the TTL
        assert store.count_watching(session.movie_id, now=now + timedelta(seconds=1)) == 1
        assert store.count_watching(session.movie_id, now=now + TTL) == 0

    def test_keeps_progress_by_heartbeats(self, store, session, now):
        # Given a session
        start(store, session, now=now)
        # When it reports
        reported = report(store, session, 12, now=now + timedelta(seconds=10))
        # Then the position is kept, and the rental is among the recent ones
        assert reported.position_s == 12
        progress = store.progress([session.rental_id, RentalId("unplayed")])
        assert {key: value.position_s for key, value in progress.items()} == {session.rental_id: 12}
        assert list(store.recently_watched(session.customer_id, limit=5)) == [session.rental_id]

    def test_limits_streams_of_a_film(self, store, session, now):
        start(store, session, now=now)
        second = another(session)
        assert start(store, second, now=now) == [session.id]
        assert store.count_watching(session.movie_id, now=now) == 1

    def test_limits_streams_of_a_customer(self, store, session, now):
        # Given as many streams of different films as allowed
        others = [another(session, movie_id=MovieId(str(uuid4()))) for _ in range(2)]
        assert [start(store, other, now=now) for other in others] == [[], []]
        # When one more comes
        in_the_way = start(store, session, now=now)
        # Then it is told which
        assert sorted(in_the_way) == sorted(other.id for other in others)

    def test_forgets_a_silent_session(self, store, session, now):
        start(store, session, now=now)
        assert start(store, another(session, since=now + TTL), now=now + TTL) == []

    def test_hands_a_stream_over(self, store, session, now):
        # Given a session in the way
        start(store, session, now=now)
        second = another(session)
        # When it is taken over
        assert start(store, second, take_over=session.id, now=now) == []
        # Then it has ended
        assert report(store, session, 5, now=now + timedelta(seconds=1)) is None
        assert store.count_watching(session.movie_id, now=now) == 1

    def test_lets_a_player_start_again(self, store, session, now):
        start(store, session, now=now)
        again = replace(session, id=PlaybackSessionId(str(uuid4())))
        assert start(store, again, now=now) == []
        assert report(store, session, 5, now=now) is None

    def test_takes_no_heartbeat_of_a_session_that_is_over(self, store, session, now):
        start(store, session, now=now)
        assert report(store, session, 5, now=now + TTL) is None

    def test_takes_no_heartbeat_for_another_customer(self, store, session, now):
        start(store, session, now=now)
        stranger = replace(session, customer_id=CustomerId("stranger"))
        assert report(store, stranger, 5, now=now) is None

    def test_does_not_let_a_fresh_player_wipe_a_good_position(self, store, session, now):
        # Given a session that resumes at 25 s
        resumed = replace(session, position_s=25)
        start(store, resumed, now=now)
        # When the player reports zero before it has sought there
        early = report(store, resumed, 0, now=now + timedelta(seconds=2))
        # Then the position stands; later, going back to the start is the viewer's will
        assert early.position_s == 25
        assert report(store, resumed, 0, now=now + timedelta(seconds=20)).position_s == 0

    def test_tells_the_seconds_played_once(self, store, session, now):
        # Given twenty seconds played, in two heartbeats, and a jump ahead in the last one
        start(store, session, now=now)
        assert report(store, session, 10, now=now + timedelta(seconds=10)).unreported_s == 0
        # When the viewer pauses
        paused = report(store, session, 20, playing=False, now=now + timedelta(seconds=20))
        # Then the seconds are told, and not again
        assert paused.unreported_s == 20
        assert store.stop_session(session.customer_id, session.id, now=now).unreported_s == 0

    def test_does_not_count_a_jump_as_played(self, store, session, now):
        start(store, session, now=now)
        report(store, session, 1000, now=now + timedelta(seconds=2))
        assert store.stop_session(session.customer_id, session.id, now=now).unreported_s == 5

    def test_stops_a_session_once(self, store, session, now):
        start(store, session, now=now)
        assert store.stop_session(session.customer_id, session.id, now=now).id == session.id
        assert store.stop_session(session.customer_id, session.id, now=now) is None


def test_a_redis_that_is_gone_is_named():
    gone = RedisPlayback("redis://127.0.0.1:1/0", TTL)
    with pytest.raises(ServiceUnavailable):
        gone.ping()
