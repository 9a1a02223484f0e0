"""What waits in the outbox is sent once it is due, tried again after a failure, and given up at last."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from fakes.developers import MemoryOutbox, RecordedReceivers
from movies import jobs, wiring
from movies.announcements import ADDED, ARCHIVED, PRICE_CHANGED, EventType, announce, announce_price
from movies.notifying import SEND_TIMEOUT, TOPIC_PATIENCE, Notifier, Patience, Tally
from movies.ports.developers import Failed, Untried
from videoclub.ids import MovieId, new_id
from videoclub.values import Money, Text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def change(outbox: MemoryOutbox, event: EventType, movie_id: str, *, at: datetime = NOW, genres: Sequence[str] = ()):
    title = Text(en="The Kid")
    outbox.add(announce(event, MovieId(movie_id), title=title, genres=genres, url="https://x.test", now=at))


def notify(outbox: MemoryOutbox, topics: RecordedReceivers, *, at: datetime = NOW) -> Tally:
    notifier = Notifier(outbox, topics, TOPIC_PATIENCE, jitter=lambda: 0.0)
    return notifier.notify(clock=lambda: at, deadline=at + SEND_TIMEOUT + timedelta(seconds=30))


def test_each_message_is_sent_once():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers()
    change(outbox, ADDED, new_id(), genres=["drama"])

    # When
    first, second = notify(outbox, topics), notify(outbox, topics)

    # Then
    assert (first, second) == (Tally(sent=2), Tally())
    assert [message.topic for message in topics.taken] == ["movies.added", "movies.added.drama"]


def test_a_failure_pauses_longer_each_time():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.archived": [Failed("503")] * 3})
    change(outbox, ARCHIVED, new_id())
    at, pauses = NOW, []

    # When
    for _ in range(3):
        assert notify(outbox, topics, at=at) == Tally(failed=1)
        pauses.append(outbox.rows[0].due_at - at)
        assert notify(outbox, topics, at=at) == Tally()
        at = outbox.rows[0].due_at

    # Then
    assert pauses == [TOPIC_PATIENCE.first_pause, TOPIC_PATIENCE.first_pause * 2, TOPIC_PATIENCE.first_pause * 4]
    assert notify(outbox, topics, at=at) == Tally(sent=1)


def test_a_retry_after_is_honoured():
    # Given
    asked = TOPIC_PATIENCE.longest_pause * 2
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.archived": [Failed("429", retry_after=asked)]})
    change(outbox, ARCHIVED, new_id())

    # When
    notify(outbox, topics)

    # Then
    assert outbox.rows[0].due_at == NOW + asked


def test_what_is_wrong_in_itself_is_given_up_at_once():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.archived": [Failed("400", permanent=True)]})
    change(outbox, ARCHIVED, new_id())

    # When
    tally = notify(outbox, topics)

    # Then
    assert tally == Tally(parked=1)
    assert outbox.rows[0].parked_at == NOW


def test_a_message_is_given_up_after_the_last_attempt():
    # Given
    outbox, topics = (
        MemoryOutbox(),
        RecordedReceivers({"movies.archived": [Failed("503")] * TOPIC_PATIENCE.attempts_max}),
    )
    change(outbox, ARCHIVED, new_id())

    # When
    tallies = [
        notify(outbox, topics, at=NOW + TOPIC_PATIENCE.longest_pause * 2 * number)
        for number in range(TOPIC_PATIENCE.attempts_max)
    ]

    # Then
    assert tallies == [Tally(failed=1)] * (TOPIC_PATIENCE.attempts_max - 1) + [Tally(parked=1)]


def test_a_film_that_waits_holds_up_no_other():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.added": [Failed("503")]})
    late, early = new_id(), new_id()
    change(outbox, ADDED, late)
    change(outbox, ADDED, early, at=NOW + timedelta(seconds=1))

    # When
    tally = notify(outbox, topics, at=NOW + timedelta(seconds=2))

    # Then
    assert tally == Tally(sent=1, failed=1)
    assert [message.movie_id for message in topics.taken] == [early]


def test_the_events_of_a_film_are_sent_one_after_the_other():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.added": [Failed("503")]})
    movie_id = new_id()
    change(outbox, ADDED, movie_id)
    change(outbox, ARCHIVED, movie_id, at=NOW + timedelta(seconds=1))

    # When the first one fails, the second one waits for it
    first = notify(outbox, topics, at=NOW + timedelta(seconds=2))
    second = notify(outbox, topics, at=NOW + timedelta(minutes=1))

    # Then
    assert (first, second) == (Tally(failed=1), Tally(sent=2))
    assert [message.type for message in topics.taken] == [ADDED, ARCHIVED]


def test_a_price_to_come_is_told_when_it_takes_effect_and_holds_up_nothing():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers()
    movie_id, later = new_id(), NOW + timedelta(days=30)
    prices = {"old": Money.eur("3.99"), "new": Money.eur("2.99"), "valid_from": later}
    outbox.add(announce_price(new_id(), MovieId(movie_id), title=Text(en="The Kid"), url="https://x.test", **prices))
    change(outbox, ARCHIVED, movie_id)

    # When
    tallies = [notify(outbox, topics, at=at) for at in (NOW, later - timedelta(seconds=1), later)]

    # Then
    assert tallies == [Tally(sent=1), Tally(), Tally(sent=1)]
    assert [message.type for message in topics.taken] == [ARCHIVED, PRICE_CHANGED]


def test_what_was_not_begun_counts_as_no_attempt():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.added": [Untried()]})
    change(outbox, ADDED, new_id())

    # When
    tally = notify(outbox, topics)

    # Then
    assert tally == Tally()
    assert (outbox.rows[0].attempts, outbox.rows[0].due_at) == (0, NOW)


def test_a_sender_that_hangs_is_given_no_more():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers({"movies.added": [Failed("hangs", held=True)]})
    for _ in range(2):
        change(outbox, ADDED, new_id())
    one_by_one = Notifier(outbox, topics, Patience(1, 5, timedelta(seconds=10), timedelta(hours=1)))

    # When
    tally = one_by_one.notify(clock=lambda: NOW, deadline=NOW + timedelta(minutes=1))

    # Then
    assert tally == Tally(failed=1)
    assert outbox.rows[1].attempts == 0


def test_nothing_is_begun_that_could_not_end_in_time():
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers()
    change(outbox, ADDED, new_id())

    # When
    tally = Notifier(outbox, topics, TOPIC_PATIENCE).notify(clock=lambda: NOW, deadline=NOW + SEND_TIMEOUT)

    # Then
    assert tally == Tally()


@pytest.mark.parametrize(
    ("job", "wired"), [(jobs.notify, "wired_notifier"), (jobs.deliver_webhooks, "wired_webhook_notifier")]
)
def test_the_job_tells_what_it_did(monkeypatch: pytest.MonkeyPatch, job, wired: str):
    # Given
    outbox, topics = MemoryOutbox(), RecordedReceivers()
    change(outbox, ADDED, new_id())
    monkeypatch.setattr(wiring, wired, lambda: Notifier(outbox, topics, TOPIC_PATIENCE))
    context = SimpleNamespace(aws_request_id="r-1", get_remaining_time_in_millis=lambda: 60_000)

    # When
    result = job({}, context)

    # Then
    assert result == {"sent": 1, "failed": 0, "parked": 0}
