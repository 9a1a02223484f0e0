"""A person's data in Stats, asked for and erased through its doorways."""

import json
from typing import Any

from fakes.stats import NOON, RentalStory
from stats import internal, jobs
from videoclub.events import CustomerErased
from videoclub.ids import NOBODY, CustomerId, EventId, new_id

from .conftest import Desk


def export(customer_id: CustomerId) -> Any:
    request = {"operation": "export_customer", "request": {"customer_id": customer_id}, "request_id": "r"}
    return internal.handler(request, None)["answer"]["data"]


def test_a_person_is_told_and_then_erased_by_the_same_consumer(desk: Desk):
    # Given
    story = RentalStory()
    desk.tell(story.created())
    held = export(story.customer_id)
    erased = CustomerErased(event_id=EventId(new_id()), occurred_at=NOON, customer_id=story.customer_id)
    body = json.dumps({"source": "videoclub.users", "detail": erased.model_dump(mode="json")})

    # When
    answer = jobs.ingest({"Records": [{"messageId": "m", "eventSourceARN": "arn:aws:sqs:x:0:q", "body": body}]}, None)

    # Then
    assert [viewing["rental_id"] for viewing in held["viewings"]] == [story.rental_id]
    assert answer == {"batchItemFailures": []}
    assert export(story.customer_id)["viewings"] == []
    assert [viewing.rental_id for viewing in desk.viewings.read_history(NOBODY)] == [story.rental_id]
