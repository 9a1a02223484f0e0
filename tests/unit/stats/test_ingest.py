"""The consumer takes in what Rental tells; one bad message holds up no other."""

import json
from typing import Any

from fakes.stats import RentalStory
from stats import internal, jobs
from videoclub.contracts.stats import READ_HISTORIES, READ_HISTORY
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


def test_a_field_that_is_new_to_us_is_no_fault(desk: Desk):
    # Given
    story = RentalStory()

    # When
    answer = jobs.ingest({"Records": [message(detail(story.created()) | {"device": "tv"}, "m-1")]}, None)

    # Then
    assert answer == {"batchItemFailures": []}


def test_others_read_one_history_or_all_page_by_page(desk: Desk):
    # Given
    stories = [RentalStory(customer=f"customer-{number}") for number in range(3)]
    desk.tell(*(story.created() for story in stories), stories[0].watched(90, 80))

    # When
    own = internal.handler(
        {"operation": "read_history", "request": {"customer_id": "customer-0"}, "request_id": "r"}, None
    )
    first = internal.handler({"operation": "read_histories", "request": {"limit": 2}, "request_id": "r"}, None)
    after = first["answer"]["next"]
    second = internal.handler(
        {"operation": "read_histories", "request": {"limit": 2, "after": after}, "request_id": "r"}, None
    )

    # Then
    [viewing] = READ_HISTORY.answer.model_validate(own["answer"]).viewings
    assert (viewing.movie_id, viewing.watched_s, viewing.completed) == (stories[0].movie_id, 80, True)
    pages = [READ_HISTORIES.answer.model_validate(page["answer"]) for page in (first, second)]
    assert [history.customer_id for page in pages for history in page.histories] == [
        "customer-0",
        "customer-1",
        "customer-2",
    ]
    assert pages[1].next is None
