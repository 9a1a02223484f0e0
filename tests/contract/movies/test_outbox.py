"""The Outbox: due messages, one event of each film after the other, lost by nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from movies.adapters.postgres_outbox import PostgresOutbox
from movies.announcements import ADDED, ARCHIVED, EventType, Message, announce
from movies.ports.developers import DueMessage, Settlement
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId
from videoclub.tracing import carried, continued, span
from videoclub.values import Text

from .conftest import NOW, SEALING, Stores, insert, new_movie

type Attempt = Callable[[list[DueMessage]], list[Settlement]]
BATCH = 1000


def message(event: EventType, movie_id: MovieId, at: datetime) -> Message:
    [one] = announce(event, movie_id, title=Text(en="The Kid"), genres=(), url="https://x.test", now=at)
    return one


def waiting_film(stores: Stores, added: datetime = NOW) -> MovieId:
    """A film with an `added` and, a minute later, an `archived` message."""
    movie_id = insert(stores.movies, new_movie(), now=added)
    stores.movies.archive_movie(
        movie_id,
        [message(ARCHIVED, movie_id, added + timedelta(minutes=1))],
        by=None,
        now=added + timedelta(minutes=1),
    )
    return movie_id


def taking(movie_id: MovieId, seen: list[DueMessage], due_at: datetime | None = None) -> Attempt:
    """Sends what is of `movie_id` and leaves other films as they are, for other tests share the table."""

    def attempt(due: list[DueMessage]) -> list[Settlement]:
        own = [one for one in due if one.message.movie_id == movie_id]
        seen.extend(own)
        receipt = None if due_at else "projects/test/messages/1"
        return [Settlement(one, NOW, receipt=receipt, error=None if receipt else "503", due_at=due_at) for one in own]

    return attempt


class TestOutbox:
    def test_a_message_is_due_from_the_time_of_its_event_until_it_is_sent(self, stores: Stores):
        # Given
        movie_id = waiting_film(stores)
        seen: list[DueMessage] = []

        # When
        early = stores.outbox.settle_due(NOW, BATCH, taking(movie_id, seen))
        first = stores.outbox.settle_due(NOW + timedelta(hours=1), BATCH, taking(movie_id, seen))
        again = stores.outbox.settle_due(NOW + timedelta(hours=1), BATCH, taking(movie_id, seen))

        # Then
        assert ([len(early), len(first), len(again)]) == [0, 1, 0]
        assert seen[0].message.topic == "movies.archived"
        assert seen[0].message.data["movie_id"] == movie_id

    def test_a_failed_message_comes_again_at_its_time_with_its_count(self, stores: Stores):
        # Given
        movie_id, later = waiting_film(stores), NOW + timedelta(hours=1)
        seen: list[DueMessage] = []
        stores.outbox.settle_due(later, BATCH, taking(movie_id, seen, due_at=later + timedelta(minutes=10)))

        # When
        stores.outbox.settle_due(later + timedelta(minutes=9), BATCH, taking(movie_id, seen))
        stores.outbox.settle_due(later + timedelta(minutes=10), BATCH, taking(movie_id, seen))

        # Then
        assert [one.attempts for one in seen] == [0, 1]


class TestOnPostgres:
    def test_a_message_keeps_the_trace_of_the_request_that_wrote_it(self, real: Stores):
        # Given
        with span("movies", "archive_movie", continued(None, request_id="r-1")):
            movie_id, trace = waiting_film(real), carried()
        seen: list[DueMessage] = []

        # When
        real.outbox.settle_due(NOW + timedelta(hours=1), BATCH, taking(movie_id, seen))

        # Then
        assert [one.trace for one in seen] == [trace]

    def test_events_of_a_film_keep_their_order(self, real: Stores, postgres: Postgres):
        # Given
        movie_id = insert(real.movies, new_movie())
        earlier, later = message(ADDED, movie_id, NOW), message(ADDED, movie_id, NOW + timedelta(seconds=1))
        real.movies.archive_movie(movie_id, [later, earlier], by=None, now=NOW)
        seen: list[DueMessage] = []
        due = NOW + timedelta(hours=1)

        # When
        real.outbox.settle_due(due, BATCH, taking(movie_id, seen, due_at=due + timedelta(hours=1)))
        real.outbox.settle_due(due, BATCH, taking(movie_id, seen))
        real.outbox.settle_due(due + timedelta(hours=1), BATCH, taking(movie_id, seen))
        real.outbox.settle_due(due + timedelta(hours=1), BATCH, taking(movie_id, seen))

        # Then
        assert [one.message.event_id for one in seen] == [earlier.event_id, earlier.event_id, later.event_id]

    def test_what_one_relay_sends_no_other_takes(self, real: Stores, postgres: Postgres):
        # Given
        movie_id, other_relay = waiting_film(real), PostgresOutbox(Postgres(postgres.url), "topics", SEALING)
        seen: list[DueMessage] = []
        seen_by_other: list[DueMessage] = []

        def attempt_while_another_looks(due: list[DueMessage]) -> list[Settlement]:
            other_relay.settle_due(NOW + timedelta(hours=1), BATCH, taking(movie_id, seen_by_other))
            return taking(movie_id, seen)(due)

        # When
        real.outbox.settle_due(NOW + timedelta(hours=1), BATCH, attempt_while_another_looks)

        # Then
        assert len(seen) == 1
        assert seen_by_other == []

    def test_what_a_killed_relay_held_is_due_as_before(self, real: Stores):
        # Given
        movie_id = waiting_film(real)
        seen: list[DueMessage] = []

        def killed(due: list[DueMessage]) -> list[Settlement]:
            raise KeyboardInterrupt

        # When
        with pytest.raises(KeyboardInterrupt):
            real.outbox.settle_due(NOW + timedelta(hours=1), BATCH, killed)
        real.outbox.settle_due(NOW + timedelta(hours=1), BATCH, taking(movie_id, seen))

        # Then
        assert [one.attempts for one in seen] == [0]
