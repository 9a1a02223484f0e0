"""The consumer takes in what Rental tells; one bad message holds up no other."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from fakes.stats import RentalStory
from stats import internal, jobs
from videoclub.contracts.stats import READ_HISTORY
from videoclub.errors import ServiceUnavailable
from videoclub.events import AnyRentalEvent

from .conftest import Desk


def message(detail: object, message_id: str) -> dict[str, Any]:
    body = json.dumps({"source": "videoclub.rental", "detail-type": "rental", "detail": detail})
    return {"messageId": message_id, "eventSourceARN": "arn:aws:sqs:eu-west-1:0:stats", "body": body}


def detail(event: AnyRentalEvent) -> dict[str, Any]:
    return event.model_dump(mode="json")


def test_a_bad_message_is_given_back_alone(desk: Desk):
    # Given
    story = RentalStory()
    records = [
        message(detail(story.created()), "m-1"),
        message({"type": "rental.exploded"}, "m-2"),
        message(detail(story.started()), "m-3"),
        {"messageId": "m-4", "eventSourceARN": "arn:aws:sqs:eu-west-1:0:stats", "body": "{"},
    ]

    # When
    answer = jobs.ingest({"Records": records}, None)

    # Then
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-2"}, {"itemIdentifier": "m-4"}]}
    [viewing] = desk.viewings.read_history(story.customer_id)
    assert viewing.first_played_at is not None


def test_an_event_that_the_store_cannot_take_is_given_back_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    # Given
    stories = [RentalStory() for _ in range(3)]
    record, bad = desk.viewings.record_events, stories[1].created()

    def fails_with_it(events: Sequence[AnyRentalEvent]) -> int:
        if bad.event_id in {event.event_id for event in events}:
            raise ValueError
        return record(events)

    monkeypatch.setattr(desk.viewings, "record_events", fails_with_it)
    events = [stories[0].created(), bad, stories[2].created()]

    # When
    answer = jobs.ingest({"Records": [message(detail(each), f"m-{n}") for n, each in enumerate(events)]}, None)

    # Then
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
    assert all(desk.viewings.read_history(stories[number].customer_id) for number in (0, 2))


def test_a_store_that_does_not_answer_is_asked_once_for_all(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    # Given
    asked: list[int] = []

    def down(events: Sequence[AnyRentalEvent]) -> int:
        asked.append(len(events))
        raise ServiceUnavailable("The database is not answering.")

    monkeypatch.setattr(desk.viewings, "record_events", down)

    # When
    records = [message(detail(RentalStory().created()), f"m-{number}") for number in range(5)]
    answer = jobs.ingest({"Records": records}, None)

    # Then
    assert (len(answer["batchItemFailures"]), asked) == (5, [5])


def test_a_field_that_is_new_to_us_is_no_fault(desk: Desk):
    # Given
    story = RentalStory()

    # When
    answer = jobs.ingest({"Records": [message(detail(story.created()) | {"device": "tv"}, "m-1")]}, None)

    # Then
    assert answer == {"batchItemFailures": []}


def test_others_read_one_history(desk: Desk):
    # Given
    own, other = RentalStory(), RentalStory()
    desk.tell(own.created(), other.created(), own.watched(90, 80))

    # When
    reply = internal.handler(
        {"operation": "read_history", "request": {"customer_id": own.customer_id}, "request_id": "r"}, None
    )

    # Then
    [viewing] = READ_HISTORY.answer.model_validate(reply["answer"]).viewings
    assert (viewing.movie_id, viewing.watched_s, viewing.completed) == (own.movie_id, 80, True)
