"""The dead letters of the queue of events, on SQS."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from stats.ports.viewings import DeadLetter
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

MESSAGES_PER_CALL = 10
HIDDEN_FOR_S = 20
"""While some are being read; they are given back at once, as a redrive passes over what is hidden."""


@dataclass(frozen=True)
class SqsDeadLetters:
    """The DeadLetters at `queue_url`; they go back to the queue `events_queue_arn`."""

    queue_url: str
    events_queue_arn: str

    def count(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._call("get_queue_attributes", AttributeNames=names)["Attributes"]
        return sum(int(found[name]) for name in names)

    def read_some(self, limit: int) -> list[DeadLetter]:
        messages: dict[str, dict[str, Any]] = {}
        while len(messages) < limit:
            some = self._call(
                "receive_message",
                MaxNumberOfMessages=min(MESSAGES_PER_CALL, limit - len(messages)),
                VisibilityTimeout=HIDDEN_FOR_S,
                WaitTimeSeconds=0,
                MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
            ).get("Messages", [])
            if not some:
                break
            messages |= {message["MessageId"]: message for message in some}
        self._give_back(list(messages.values()))
        return sorted(map(_letter, messages.values()), key=lambda letter: letter.sent_at)

    def redrive(self) -> None:
        arn = self._call("get_queue_attributes", AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        try:
            aws.client("sqs").start_message_move_task(SourceArn=arn, DestinationArn=self.events_queue_arn)
        except aws.errors() as error:
            raise ServiceUnavailable("The dead letters cannot be sent again now.", retry_after_s=30) from error

    def _give_back(self, messages: list[dict[str, Any]]) -> None:
        for some in batched(messages, MESSAGES_PER_CALL, strict=False):
            entries = [
                {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
                for place, message in enumerate(some)
            ]
            self._call("change_message_visibility_batch", Entries=entries)

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            return getattr(aws.client("sqs"), operation)(QueueUrl=self.queue_url, **arguments)
        except aws.errors() as error:
            raise ServiceUnavailable("The queue of dead letters is not answering.") from error


def _letter(message: dict[str, Any]) -> DeadLetter:
    detail = _detail(message["Body"])
    attributes: dict[str, str] = message["Attributes"]
    return DeadLetter(
        message_id=message["MessageId"],
        type=_text(detail.get("type")),
        event_id=_text(detail.get("event_id")),
        sent_at=datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC),
        receives=int(attributes["ApproximateReceiveCount"]),
    )


def _detail(body: str) -> dict[str, Any]:
    """The event in the message, as far as there is one: letters are dead because something is wrong with them."""
    try:
        detail = json.loads(body)["detail"]
    except (ValueError, KeyError, TypeError):
        return {}
    return detail if isinstance(detail, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
