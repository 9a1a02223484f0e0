"""What the other services are told of films: nothing is forgotten, and nothing is told before it is true."""

import json

import pytest

from movies.adapters.postgres_movie_events import PostgresMovieEvents
from movies.announcements import ADDED, ARCHIVED, RESTORED, announce
from movies.telling import Telling
from videoclub.clock import utc_now
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable
from videoclub.ids import MovieId, new_id
from videoclub.tracing import carried, continued, span

from .conftest import NOW, Stores, insert, new_movie


class Bus:
    """The event bus; it may be down."""

    def __init__(self) -> None:
        self.events, self.is_down = [], False

    def publish(self, events) -> None:
        if self.is_down:
            raise ServiceUnavailable("The event bus is not answering.")
        self.events += events

    def of(self, movie_id):
        return [event for event in self.events if event.movie_id == movie_id]


def tell(postgres: Postgres, bus: Bus) -> int:
    return Telling(PostgresMovieEvents(postgres), bus).tell_events(clock=utc_now, deadline=utc_now().replace(year=9999))


def changed(real: Stores):
    new = new_movie()
    movie_id = insert(real.movies, new)
    archived, restored = (
        announce(kind, movie_id, title=new.title, genres=new.genres, url="", now=NOW) for kind in (ARCHIVED, RESTORED)
    )
    real.movies.archive_movie(movie_id, archived, by=None, now=NOW)
    real.movies.restore_movie(movie_id, restored, by=None, now=NOW)
    return movie_id


def test_changes_are_told_once_in_their_order(real: Stores, postgres: Postgres):
    # Given
    movie_id, bus = changed(real), Bus()

    # When
    tell(postgres, bus)
    again = tell(postgres, bus)

    # Then
    assert [event.type for event in bus.of(movie_id)] == ["movie.archived", "movie.restored"]
    assert [event.occurred_at for event in bus.of(movie_id)] == [NOW, NOW]
    assert again == 0


def test_a_film_added_is_told_though_it_has_topics_by_genre(real: Stores, postgres: Postgres):
    # Given
    new, bus, movie_id = new_movie(), Bus(), MovieId("0190a0a0-0000-7000-8000-000000000001")
    insert(
        real.movies,
        new,
        *announce(ADDED, movie_id, title=new.title, genres=new.genres, url="", now=NOW),
        movie_id=movie_id,
    )

    # When
    tell(postgres, bus)

    # Then
    assert [event.type for event in bus.of(movie_id)] == ["movie.added"]


def test_what_the_bus_did_not_take_waits(real: Stores, postgres: Postgres):
    # Given
    movie_id, bus = changed(real), Bus()
    bus.is_down = True

    # When
    with pytest.raises(ServiceUnavailable):
        tell(postgres, bus)
    bus.is_down = False
    tell(postgres, bus)

    # Then
    assert len(bus.of(movie_id)) == 2


def test_events_belong_to_the_request_that_changed_the_film_whoever_tells_them(
    real: Stores, postgres: Postgres, capsys: pytest.CaptureFixture[str]
):
    # Given
    bus = Bus()
    with span("movies", "archive_movie", continued(None, request_id=new_id())):
        movie_id, trace = changed(real), carried()
    capsys.readouterr()

    # When
    with span("movies", "tell", continued(None, request_id="the-sweep")):
        tell(postgres, bus)

    # Then
    assert [event.trace for event in bus.of(movie_id)] == [trace, trace]
    assert trace["request_id"] in json.loads(capsys.readouterr().out)["linked_requests"]
