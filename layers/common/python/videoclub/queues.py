"""Consumers of SQS queues: one bad message never holds up the others (ReportBatchItemFailures)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from videoclub.errors import ServiceUnavailable
from videoclub.log import logger
from videoclub.tracing import MEMBER, Carrier, Trace, carried, continued, span

type Batch = dict[str, Any]
type Consumer = Callable[[Batch, Any], Batch]


def message_body(detail: dict[str, Any]) -> str:
    """The body of a message for one of these consumers, which belongs to the trace of whoever sends it."""
    return json.dumps({"detail": {**detail, MEMBER: carried()}})


def consumer(service: str, process: Callable[[dict[str, Any]], None]) -> Consumer:
    """A Lambda handler that gives the event-bus detail of each message to `process`.

    A message whose processing raises is reported back alone; SQS delivers it again and, after the queue's
    `maxReceiveCount`, moves it to the dead-letter queue.
    """

    def process_one(details: Sequence[dict[str, Any]]) -> None:
        process(*details)

    return _consumer(service, _name(process), lambda detail: detail, process_one, at_once=1)


def batch_consumer[Message](
    service: str,
    parse: Callable[[dict[str, Any]], Message],
    process: Callable[[Sequence[Message]], object],
    *,
    at_once: int,
) -> Consumer:
    """As `consumer`, but gives up to `at_once` parsed messages together to `process`, which takes all or none.

    When it raises, they are processed one by one, so that the one at fault is found; ServiceUnavailable is nobody's
    fault, and gives all of them back.
    """
    return _consumer(service, _name(process), parse, process, at_once=at_once)


def _name(process: Callable[..., object]) -> str:
    return getattr(process, "__name__", "process").lstrip("_")


@dataclass(frozen=True, slots=True)
class _Received[Message]:
    message_id: str
    carrier: Carrier | None
    message: Message

    def trace(self) -> Trace:
        return continued(self.carrier, request_id=self.message_id)


def _consumer[Message](
    service: str,
    operation: str,
    parse: Callable[[dict[str, Any]], Message],
    process: Callable[[Sequence[Message]], object],
    *,
    at_once: int,
) -> Consumer:
    def handler(batch: Batch, context: Any) -> Batch:
        received: list[_Received[Message]] = []
        failures: set[str] = set()
        for record in batch["Records"]:
            try:
                received.append(_read(record))
            except Exception:  # noqa: BLE001 - whatever is wrong with this message, the others go on
                queue = record["eventSourceARN"].rpartition(":")[2]
                logger(service).exception("message_unreadable", request_id=record["messageId"], queue=queue)
                failures.add(record["messageId"])
        for first in range(0, len(received), at_once):
            failures.update(_process(received[first : first + at_once]))
        given_back = [record["messageId"] for record in batch["Records"] if record["messageId"] in failures]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in given_back]}

    def _read(record: dict[str, Any]) -> _Received[Message]:
        detail = json.loads(record["body"])["detail"]
        carrier = detail.pop(MEMBER, None)
        return _Received(record["messageId"], carrier, parse(detail))

    def _process(some: Sequence[_Received[Message]]) -> list[str]:
        """The ids of those that failed."""
        traces = [each.trace() for each in some]
        try:
            with span(service, operation, traces[0], linked=traces[1:]) as current:
                current.attributes["messages"] = len(some)
                process([each.message for each in some])
        except ServiceUnavailable:  # no message's fault: asking for each alone would only take longer
            return [each.message_id for each in some]
        except Exception:  # noqa: BLE001 - found by trying each alone
            if len(some) == 1:
                return [some[0].message_id]
            return [message_id for each in some for message_id in _process([each])]
        return []

    return handler
