"""Consumers of SQS queues: one bad message never holds up the others (ReportBatchItemFailures)."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from videoclub.errors import ServiceUnavailable
from videoclub.log import bind_request, logger

type Batch = dict[str, Any]
type Consumer = Callable[[Batch, Any], Batch]


def consumer(service: str, process: Callable[[dict[str, Any]], None]) -> Consumer:
    """A Lambda handler that gives the event-bus detail of each message to `process`.

    A message whose processing raises is reported back alone; SQS delivers it again and, after the queue's
    `maxReceiveCount`, moves it to the dead-letter queue.
    """
    return batch_consumer(service, lambda detail: detail, lambda details: process(*details), at_once=1)


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

    def handler(batch: Batch, context: Any) -> Batch:
        parsed: list[tuple[str, Message]] = []
        failures: set[str] = set()
        for record in batch["Records"]:
            message_id = record["messageId"]
            bind_request(request_id=message_id, queue=record["eventSourceARN"].rpartition(":")[2])
            try:
                parsed.append((message_id, parse(json.loads(record["body"])["detail"])))
            except Exception:  # noqa: BLE001 - whatever is wrong with this message, the others go on
                logger(service).exception("message_failed")
                failures.add(message_id)
        for first in range(0, len(parsed), at_once):
            failures.update(_process(parsed[first : first + at_once]))
        given_back = [record["messageId"] for record in batch["Records"] if record["messageId"] in failures]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in given_back]}

    def _process(messages: Sequence[tuple[str, Message]]) -> list[str]:
        """The ids of those that failed."""
        bind_request(request_id=messages[0][0], messages=len(messages))
        try:
            process([message for _, message in messages])
        except ServiceUnavailable:  # no message's fault: asking for each alone would only take longer
            logger(service).warning("batch_failed", exc_info=True)
            return [message_id for message_id, _ in messages]
        except Exception:  # noqa: BLE001 - found below by trying each alone
            if len(messages) > 1:
                logger(service).warning("batch_failed", exc_info=True)
                return [message_id for each in messages for message_id in _process([each])]
            logger(service).exception("message_failed")
            return [messages[0][0]]
        return []

    return handler
