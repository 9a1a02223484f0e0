"""What every PlaybackStore does, shown on the fake and on Redis. Time is a clock of the test's, given to both."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from fakes.playback import InMemoryPlayback, another
from rental.adapters.redis_playback import RedisPlayback
from rental.playback_session import Beat, Over, StreamLimits
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId

TTL = timedelta(seconds=30)
CHECKPOINT = timedelta(seconds=30)
LIMITS = StreamLimits(per_customer=2, per_movie=1)


@pytest.fixture(params=["fake", "redis"])
def store(request, clock):
    if request.param == "fake":
        return InMemoryPlayback(clock, TTL, CHECKPOINT)
    return RedisPlayback(request.getfixturevalue("service_redis")("rental"), TTL, CHECKPOINT, clock)


def start(store, session, *, take_over=None, revived=False):
    admission = store.start_session(session, limits=LIMITS, take_over=take_over, revived=revived)
    return [stream.session_id for stream in admission.in_the_way]


def report(store, session, position_s, *, playing=True):
    return store.report(session.customer_id, session.id, position_s=position_s, playing=playing)


def stop(store, session):
    return store.stop_session(session.customer_id, session.id)


def told_of(store, session):
    """Tell what silent sessions have left; the seconds of this session's events."""
    told = []
    while beats := store.silent_sessions(limit=100):
        for beat in beats:
            store.confirm_told(beat)
            if beat.session.id == session.id:
                told.append(beat.untold.until_s - beat.untold.from_s)
    return told


class TestWatching:
    def test_counts_who_is_watching(self, store, session, clock):
        # Given a film that two customers watch
        other = another(session, customer_id=CustomerId(str(uuid4())))
        assert start(store, session) == start(store, other) == []
        assert store.count_watching(session.movie_id) == 2
        assert store.list_watching()[session.movie_id] == 2
        # When one stops
        stop(store, session)
        # Then one is left, and none once it is silent for the TTL
        clock.forward(seconds=29)
        assert store.count_watching(session.movie_id) == store.list_watching()[session.movie_id] == 1
        clock.forward(seconds=1)
        assert store.count_watching(session.movie_id) == 0
        assert session.movie_id not in store.list_watching()

    def test_counts_as_long_as_heartbeats_come(self, store, session, clock):
        # Given two films, one whose player falls silent
        silent = another(session, movie_id=MovieId(str(uuid4())))
        start(store, session)
        start(store, silent)
        # When the other one goes on
        for position_s in (20, 40):
            clock.forward(seconds=20)
            report(store, session, position_s)
        # Then it alone is watched
        watching = store.list_watching()
        assert watching[session.movie_id] == 1
        assert silent.movie_id not in watching

    def test_nobody_watches_a_rental_that_has_ended(self, store, session, clock):
        start(store, replace(session, rental_expires_at=clock.now + timedelta(seconds=10)))
        clock.forward(seconds=10)
        assert store.count_watching(session.movie_id) == 0
        assert report(store, session, 10) == Over(lost=False)

    def test_a_film_nobody_watches_has_none(self, store):
        assert store.count_watching(MovieId(str(uuid4()))) == 0


class TestLimits:
    def test_limits_streams_of_a_film(self, store, session):
        start(store, session)
        second = another(session)
        assert start(store, second) == [session.id]
        assert store.count_watching(session.movie_id) == 1

    def test_limits_streams_of_a_customer(self, store, session, clock):
        # Given as many streams of different films as allowed
        others = []
        for _ in range(2):
            others.append(another(session, movie_id=MovieId(str(uuid4()))))
            assert start(store, others[-1]) == []
            clock.forward(seconds=1)
        # When one more comes, it is told which, the oldest first
        assert start(store, session) == [other.id for other in others]

    def test_devices_that_start_at_the_same_instant_never_pass_the_limits(self, store, session):
        # Given many devices of a customer, each with a film of its own
        others = [another(session, movie_id=MovieId(str(uuid4()))) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            refusals = list(pool.map(lambda other: start(store, other), others))
        # Then as many as allowed are let in
        assert sum(not refusal for refusal in refusals) == LIMITS.per_customer

    def test_devices_that_start_one_film_at_the_same_instant_get_one_stream(self, store, session):
        others = [another(session, rental_id=session.rental_id) for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            refusals = list(pool.map(lambda other: start(store, other), others))
        assert sum(not refusal for refusal in refusals) == LIMITS.per_movie

    def test_forgets_a_silent_session(self, store, session, clock):
        start(store, session)
        clock.now += TTL
        assert start(store, another(session)) == []

    def test_hands_a_stream_over(self, store, session, clock):
        # Given a session in the way
        start(store, session)
        second = another(session)
        # When it is taken over
        admission = store.start_session(second, limits=LIMITS, take_over=session.id)
        # Then it has ended
        assert not admission.in_the_way
        assert list(admission.replaced) == [session.id]
        assert isinstance(report(store, session, 5), Over)
        assert store.count_watching(session.movie_id) == 1

    def test_takes_over_a_stream_of_its_own_customer_only(self, store, session):
        start(store, session)
        stranger = another(session, customer_id=CustomerId(str(uuid4())))
        start(store, stranger, take_over=session.id)
        assert isinstance(report(store, session, 5), Beat)

    def test_lets_a_player_start_again(self, store, session):
        start(store, session)
        again = replace(session, id=PlaybackSessionId(str(uuid4())))
        assert start(store, again) == []
        assert isinstance(report(store, session, 5), Over)


class TestHeartbeats:
    def test_keep_progress(self, store, session, clock):
        # Given a session
        start(store, session)
        # When it reports
        clock.forward(seconds=10)
        reported = report(store, session, 12)
        # Then the position is kept
        assert reported.session.position_s == 12
        progress = store.progress([session.rental_id, RentalId("unplayed")])
        assert progress == {session.rental_id: reported.session.progress}
        assert reported.session.progress.last_watched_at == clock.now

    def test_positions_are_clamped_to_the_films_length(self, store, session):
        start(store, session)
        assert report(store, session, 86_400).session.position_s == session.duration_s

    def test_are_not_taken_of_a_session_that_is_over(self, store, session, clock):
        start(store, session)
        clock.now += TTL
        assert report(store, session, 5) == Over(lost=False)

    def test_are_not_taken_for_another_customer(self, store, session):
        start(store, session)
        stranger = replace(session, customer_id=CustomerId("stranger"))
        assert isinstance(report(store, stranger, 5), Over)

    def test_a_fresh_player_does_not_wipe_a_good_position(self, store, session, clock):
        # Given a session that resumes at 25 s
        resumed = replace(session, position_s=25)
        start(store, resumed)
        # When the player reports zero before it has sought there
        clock.forward(seconds=2)
        early = report(store, resumed, 0)
        # Then the position stands; later, going back to the start is the viewer's will
        assert early.session.position_s == 25
        clock.forward(seconds=18)
        assert report(store, resumed, 0).session.position_s == 0

    def test_positions_are_in_order_though_the_clock_is_not(self, store, session, clock):
        # Given a rental whose last position was kept by a clock ahead of this one
        ahead = clock.now + timedelta(minutes=2)
        start(store, replace(session, position_s=50, position_at=ahead))
        # When its new session reports
        first, second = (report(store, session, position_s).session.position_at for position_s in (60, 70))
        # Then each position counts as newer than the one before
        assert ahead < first < second

    def test_checkpoints_come_first_then_now_and_then(self, store, session, clock):
        start(store, session)
        checkpoints = []
        for position_s in range(10, 100, 10):
            clock.forward(seconds=10)
            checkpoints.append(report(store, session, position_s).checkpoint)
        assert checkpoints == [True, False, False, True, False, False, True, False, False]

    def test_a_pause_is_a_checkpoint_once(self, store, session, clock):
        start(store, session)
        store.confirm_told(report(store, session, 10))
        clock.forward(seconds=3)
        paused = report(store, session, 13, playing=False)
        store.confirm_told(paused)
        clock.forward(seconds=10)
        assert (paused.checkpoint, report(store, session, 13, playing=False).checkpoint) == (True, False)


class TestStopping:
    def test_happens_once(self, store, session):
        start(store, session)
        assert stop(store, session).session.id == session.id
        assert stop(store, session) is None
        assert isinstance(report(store, session, 5), Over)

    def test_leaves_no_trace_among_the_streams(self, store, session):
        start(store, session)
        stop(store, session)
        assert start(store, another(session)) == []


class TestSecondsPlayed:
    def test_are_told_once(self, store, session, clock):
        # Given twenty seconds played
        start(store, session)
        clock.forward(seconds=10)
        first = report(store, session, 10)
        store.confirm_told(first)
        clock.forward(seconds=10)
        # When the viewer pauses
        paused = report(store, session, 20, playing=False)
        store.confirm_told(paused)
        # Then they are told in parts that follow each other, and not again
        assert (first.untold.from_s, first.untold.until_s) == (0, 10)
        assert (paused.untold.from_s, paused.untold.until_s) == (10, 20)
        assert stop(store, session).untold is None
        assert told_of(store, session) == []

    def test_come_again_unchanged_until_they_are_confirmed(self, store, session, clock):
        # Given seconds whose telling failed
        start(store, session)
        clock.forward(seconds=10)
        first = report(store, session, 10)
        # When more are played
        clock.forward(seconds=20)
        report(store, session, 30)
        clock.forward(seconds=10)
        second = report(store, session, 40)
        # Then the first ones come again, and the others after them
        assert second.untold == first.untold
        store.confirm_told(second)
        store.confirm_told(first)
        assert (stop(store, session).untold.from_s, stop(store, session)) == (10, None)

    def test_of_a_session_that_died_are_found(self, store, session, clock):
        # Given a session with seconds it has not told
        start(store, session)
        for position_s in (10, 20):
            clock.forward(seconds=10)
            beat = report(store, session, position_s)
            store.confirm_told(beat)
        assert told_of(store, session) == []
        # When it falls silent
        clock.now += TTL
        # Then they are told, once
        assert told_of(store, session) == [10]
        assert told_of(store, session) == []

    def test_of_a_session_that_was_taken_over_are_found(self, store, session, clock):
        start(store, session)
        clock.forward(seconds=7)
        report(store, session, 7)
        start(store, another(session), take_over=session.id)
        assert told_of(store, session) == [7]

    def test_are_offered_to_one_teller_at_a_time(self, store, session, clock):
        # Given a dead session's seconds, taken by somebody
        start(store, session)
        clock.forward(seconds=7)
        report(store, session, 7)
        clock.now += TTL
        taken = [beat for beat in store.silent_sessions(limit=1000) if beat.session.id == session.id]
        assert len(taken) == 1
        # When he does not tell them
        assert session.id not in [beat.session.id for beat in store.silent_sessions(limit=1000)]
        # Then the next one may after a while, in the same words
        clock.forward(minutes=2)
        again = [beat for beat in store.silent_sessions(limit=1000) if beat.session.id == session.id]
        assert again == taken

    def test_do_not_count_a_jump(self, store, session, clock):
        start(store, session)
        clock.forward(seconds=2)
        report(store, session, 1000)
        assert stop(store, session).untold.until_s == 5


class TestGoingOn:
    def test_a_session_that_was_missed_for_a_while_goes_on(self, store, session, clock):
        # Given a session that fell silent
        start(store, session)
        clock.forward(seconds=10)
        store.confirm_told(report(store, session, 10))
        clock.forward(seconds=60)
        assert report(store, session, 70) == Over(lost=False)
        # When it is revived
        assert start(store, session, revived=True) == []
        # Then it goes on, and the seconds played meanwhile count
        beat = report(store, session, 70, playing=False)
        assert (beat.untold.from_s, beat.untold.until_s) == (10, 70)

    def test_within_the_limits(self, store, session, clock):
        # Given a session whose place another one has
        start(store, session)
        clock.now += TTL
        second = another(session, rental_id=session.rental_id)
        start(store, second)
        # When it is revived, it is refused
        assert start(store, session, revived=True) == [second.id]
        # And so is one of the same player that started again
        again = replace(second, id=PlaybackSessionId(str(uuid4())))
        assert start(store, again, revived=True) == [second.id]
