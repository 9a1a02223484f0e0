"""What waits in the outbox is sent once it is due, tried again after a failure, and given up at last."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from fakes.movies import MemoryOutbox, RecordedTopics
from movies import jobs, wiring
from movies.announcements import ADDED, ARCHIVED, EventType, announce
from movies.notifying import ATTEMPTS_MAX, FIRST_PAUSE, LONGEST_PAUSE, SEND_TIMEOUT, Notifier, Tally
from movies.ports import Failed
from videoclub.ids import MovieId, new_id
from videoclub.values import Text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def change(outbox: MemoryOutbox, event: EventType, movie_id: str, *, at: datetime = NOW, genres: Sequence[str] = ()):
    title = Text(en="The Kid")
    outbox.add(announce(event, MovieId(movie_id), title=title, genres=genres, url="https://x.test", now=at))


def notify(outbox: MemoryOutbox, topics: RecordedTopics, *, at: datetime = NOW) -> Tally:
    notifier = Notifier(outbox, topics, jitter=lambda: 0.0)
    return notifier.notify(clock=lambda: at, deadline=at + SEND_TIMEOUT + timedelta(seconds=30))


def test_each_message_is_sent_once():
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics()
    change(outbox, ADDED, new_id(), genres=["drama"])

    # When
    first, second = notify(outbox, topics), notify(outbox, topics)

    # Then
    assert (first, second) == (Tally(sent=2), Tally())
    assert [message.topic for message in topics.taken] == ["movies.added", "movies.added.drama"]


def test_a_failure_pauses_longer_each_time():
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics({"movies.archived": [Failed("503")] * 3})
    change(outbox, ARCHIVED, new_id())
    at, pauses = NOW, []

    # When
    for _ in range(3):
        assert notify(outbox, topics, at=at) == Tally(failed=1)
        pauses.append(outbox.rows[0].due_at - at)
        assert notify(outbox, topics, at=at) == Tally()
        at = outbox.rows[0].due_at

    # Then
    assert pauses == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert notify(outbox, topics, at=at) == Tally(sent=1)


def test_a_retry_after_is_honoured():
    # Given
    asked = LONGEST_PAUSE * 2
    outbox, topics = MemoryOutbox(), RecordedTopics({"movies.archived": [Failed("429", retry_after=asked)]})
    change(outbox, ARCHIVED, new_id())

    # When
    notify(outbox, topics)

    # Then
    assert outbox.rows[0].due_at == NOW + asked


def test_what_is_wrong_in_itself_is_given_up_at_once():
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics({"movies.archived": [Failed("400", permanent=True)]})
    change(outbox, ARCHIVED, new_id())

    # When
    tally = notify(outbox, topics)

    # Then
    assert tally == Tally(parked=1)
    assert outbox.rows[0].settled


def test_a_message_is_given_up_after_the_last_attempt():
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics({"movies.archived": [Failed("503")] * ATTEMPTS_MAX})
    change(outbox, ARCHIVED, new_id())

    # When
    tallies = [notify(outbox, topics, at=NOW + LONGEST_PAUSE * 2 * number) for number in range(ATTEMPTS_MAX)]

    # Then
    assert tallies == [Tally(failed=1)] * (ATTEMPTS_MAX - 1) + [Tally(parked=1)]


def test_a_film_that_waits_holds_up_no_other():
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics({"movies.added": [Failed("503")]})
    late, early = new_id(), new_id()
    change(outbox, ADDED, late)
    change(outbox, ADDED, early, at=NOW + timedelta(seconds=1))

    # When
    tally = notify(outbox, topics, at=NOW + timedelta(seconds=2))

    # Then
    assert tally == Tally(sent=1, failed=1)
    assert [message.movie_id for message in topics.taken] == [early]


def test_nothing_is_begun_that_could_not_end_in_time():
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics()
    change(outbox, ADDED, new_id())

    # When
    tally = Notifier(outbox, topics).notify(clock=lambda: NOW, deadline=NOW + SEND_TIMEOUT)

    # Then
    assert tally == Tally()


def test_the_job_tells_what_it_did(monkeypatch: pytest.MonkeyPatch):
    # Given
    outbox, topics = MemoryOutbox(), RecordedTopics()
    change(outbox, ADDED, new_id())
    monkeypatch.setattr(wiring, "wired_notifier", lambda: Notifier(outbox, topics))
    context = SimpleNamespace(aws_request_id="r-1", get_remaining_time_in_millis=lambda: 60_000)

    # When
    result = jobs.notify({}, context)

    # Then
    assert result == {"sent": 1, "failed": 0, "parked": 0}
