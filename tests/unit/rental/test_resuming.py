"""Where films resume, and what is left to watch on."""

from uuid import uuid4

import pytest

from fakes.cinema import PHONE
from rental.errors import SessionEnded
from rental.playback import SessionRequest
from videoclub.ids import CustomerId


def test_resumes_on_another_device(cinema):
    # Given a film stopped at 250 s
    rental = cinema.rental()
    first = cinema.play(rental)
    cinema.clock.forward(seconds=25)
    cinema.report(first, 250)
    cinema.stop(first)
    # When another device plays it
    cinema.clock.forward(minutes=5)
    second = cinema.play(rental, PHONE)
    # Then it goes on there, though its player reports zero before it has sought
    assert second.session.position_s == 250
    cinema.clock.forward(seconds=1)
    assert cinema.report(second, 0).position_s == 250
    # And going back to the start later is the viewer's will
    cinema.clock.forward(seconds=20)
    assert cinema.report(second, 0).position_s == 0


def test_starts_over_when_it_was_seen_to_the_end(cinema):
    rental = cinema.rental()
    cinema.report(cinema.play(rental), 399)
    assert cinema.position(rental) == 0


def test_positions_are_clamped_to_the_films_length(cinema):
    rental = cinema.rental()
    assert cinema.report(cinema.play(rental), 86_400).position_s == 400


@pytest.mark.parametrize(("position_s", "listed"), [(19, False), (20, True), (360, True), (361, False)])
def test_continue_watching_leaves_out_what_is_hardly_begun_or_done(cinema, position_s, listed):
    rental = cinema.rental()
    cinema.report(cinema.play(rental), position_s)
    assert cinema.continue_watching(rental) == ([rental.id] if listed else [])


def test_continue_watching_leaves_out_what_has_ended(cinema):
    rental = cinema.rental()
    cinema.report(cinema.play(rental), 200)
    cinema.clock.forward(hours=49)
    assert not cinema.continue_watching(rental)


def test_continue_watching_comes_in_pages_last_watched_first(cinema):
    # Given five films begun one after the other
    customer_id = CustomerId(str(uuid4()))
    begun = []
    for _ in range(5):
        begun.append(cinema.rental(customer_id=customer_id))
        started = cinema.play(begun[-1])
        cinema.report(started, 100)
        cinema.stop(started)
        cinema.clock.forward(minutes=1)
    # When they are read by two
    seen, after = [], None
    while True:
        page, after = cinema.resuming.continue_watching(customer_id, after=after, limit=2, now=cinema.now)
        seen += [progress.rental_id for progress in page]
        if after is None:
            break
    # Then each comes once
    assert seen == [rental.id for rental in reversed(begun)]


class TestAfterTheLiveStoreLostEverything:
    def test_a_film_resumes_where_it_was_kept(self, cinema):
        # Given a film that plays for a while
        rental = cinema.rental()
        started = cinema.play(rental)
        for position_s in range(10, 150, 10):
            cinema.clock.forward(seconds=10)
            cinema.report(started, position_s)
        # When all is lost and its player never comes back
        cinema.sessions.flush()
        cinema.clock.forward(minutes=5)
        # Then at most a checkpoint's seconds and those of a heartbeat are
        assert 140 - 40 <= cinema.position(rental) <= 140
        assert cinema.continue_watching(rental) == [rental.id]

    @pytest.mark.parametrize("ending", ["pause", "stop"])
    def test_a_film_paused_or_stopped_resumes_to_the_second(self, cinema, ending):
        rental = cinema.rental()
        started = cinema.play(rental)
        for position_s in (100, 110):
            cinema.clock.forward(seconds=10)
            cinema.report(started, position_s)
        if ending == "stop":
            cinema.stop(started)
        else:
            cinema.clock.forward(seconds=3)
            cinema.report(started, 110, playing=False)
        cinema.sessions.flush()
        assert cinema.position(rental) == 110

    def test_a_session_goes_on_unnoticed_and_the_limits_hold(self, cinema):
        # Given somebody who plays
        rental = cinema.rental()
        started = cinema.play(rental)
        cinema.clock.forward(seconds=10)
        cinema.report(started, 10)
        # When all is lost
        cinema.sessions.flush()
        cinema.clock.forward(seconds=10)
        # Then he plays on, is counted, and no other device gets his place
        heartbeat = cinema.report(started, 20)
        assert (heartbeat.position_s, heartbeat.degraded) == (20, False)
        assert cinema.sessions.count_watching(rental.movie_id) == 1
        cinema.stop(started)
        assert cinema.watched_s(rental) == 20

    def test_a_session_that_was_taken_over_stays_ended(self, cinema):
        # Given a session whose place another device took
        rental = cinema.rental()
        first = cinema.play(rental)
        second = cinema.play(rental, SessionRequest("phone", take_over=first.session.id))
        # When all is lost, and it is the first to report
        cinema.sessions.flush()
        with pytest.raises(SessionEnded):
            cinema.report(first, 10)
        assert cinema.report(second, 10).position_s == 10

    def test_a_session_that_died_before_stays_ended(self, cinema):
        # Given a session that was silent when all was lost, and one that lives
        started = cinema.play(cinema.rental())
        living = cinema.play(cinema.rental())
        cinema.sessions.flush()
        cinema.report(living, 1)
        cinema.clock.forward(seconds=31)
        # When everybody who lives was heard, nobody else goes on
        with pytest.raises(SessionEnded):
            cinema.report(started, 10)


def test_nothing_is_asked_of_the_stores_for_a_film_never_played(cinema):
    rental = cinema.rental()
    cinema.kept.broken = cinema.sessions.broken = True
    assert cinema.position(rental) == 0


def test_the_newer_position_counts_whichever_store_has_it(cinema):
    # Given a position that was kept while the live store was away
    rental = cinema.rental()
    started = cinema.play(rental)
    cinema.report(started, 100)
    cinema.sessions.broken = True
    cinema.clock.forward(seconds=5)
    cinema.report(started, 105)
    # When the live store is back with the older one
    cinema.sessions.broken = False
    # Then the newer one counts
    assert cinema.position(rental) == 105
