"""The dead letters of the queue of events on SQS."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from fakes.stats import RentalStory
from stats.adapters.sqs_dead_letters import SqsDeadLetters
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

EVENTS = "arn:aws:sqs:us-east-1:1:events"


@pytest.fixture
def queue_url(memory_aws: None) -> str:
    return boto3.client("sqs").create_queue(QueueName="dead")["QueueUrl"]


def test_letters_are_told_without_what_leads_to_a_person(queue_url: str):
    # Given
    event = RentalStory().created()
    bodies = [json.dumps({"detail": event.model_dump(mode="json")}), "{", json.dumps({"detail": {"type": 7}})]
    for body in bodies:
        boto3.client("sqs").send_message(QueueUrl=queue_url, MessageBody=body)
    letters = SqsDeadLetters(queue_url, EVENTS)

    # When
    count, read = letters.count(), letters.read_some(20)

    # Then
    assert (count, len(read), letters.count()) == (3, 3, 3)
    assert {(letter.type, letter.event_id) for letter in read} == {("rental.created", event.event_id), (None, None)}
    assert all(abs((datetime.now(UTC) - letter.sent_at).total_seconds()) < 60 for letter in read)
    assert event.customer_id not in str(read)
    assert len(letters.read_some(1)) == 1  # they were given back


def test_more_letters_than_a_call_gives_are_read(queue_url: str):
    # Given
    for number in range(25):
        boto3.client("sqs").send_message(
            QueueUrl=queue_url, MessageBody=json.dumps({"detail": {"event_id": str(number)}})
        )
    letters = SqsDeadLetters(queue_url, EVENTS)

    # When
    read = [{letter.event_id for letter in letters.read_some(limit)} for limit in (100, 12)]

    # Then
    assert (read[0], len(read[1])) == ({str(number) for number in range(25)}, 12)


def test_a_redrive_moves_all_letters_of_the_queue(monkeypatch: pytest.MonkeyPatch, queue_url: str):
    # Given: moto does not know the call
    asked: list[dict[str, Any]] = []

    class Client:
        def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
            return {"Attributes": {"QueueArn": "arn:aws:sqs:us-east-1:1:dead"}}

        def start_message_move_task(self, **task: Any) -> None:
            asked.append(task)
            if len(asked) > 1:
                raise EndpointConnectionError(endpoint_url="https://sqs.test")

    monkeypatch.setattr(aws, "client", lambda *_, **__: Client())

    # When
    SqsDeadLetters(queue_url, EVENTS).redrive()

    # Then
    assert asked == [{"SourceArn": "arn:aws:sqs:us-east-1:1:dead", "DestinationArn": EVENTS}]
    with pytest.raises(ServiceUnavailable):
        SqsDeadLetters(queue_url, EVENTS).redrive()
