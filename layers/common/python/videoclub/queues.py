"""Consumers of SQS queues: one bad message never holds up the others (ReportBatchItemFailures)."""

import json
from collections.abc import Callable
from typing import Any

from videoclub.log import bind_request, logger

type Batch = dict[str, Any]


def consumer(service: str, process: Callable[[dict[str, Any]], None]) -> Callable[[Batch, Any], Batch]:
    """A Lambda handler that gives the event-bus detail of each message to `process`.

    A message whose processing raises is reported back alone; SQS delivers it again and, after the queue's
    `maxReceiveCount`, moves it to the dead-letter queue.
    """

    def handler(batch: Batch, context: Any) -> Batch:
        failures: list[dict[str, str]] = []
        for record in batch["Records"]:
            bind_request(request_id=record["messageId"], queue=record["eventSourceARN"].rpartition(":")[2])
            try:
                process(json.loads(record["body"])["detail"])
            except Exception:  # noqa: BLE001 - whatever is wrong with this message, the others go on
                logger(service).exception("message_failed")
                failures.append({"itemIdentifier": record["messageId"]})
        return {"batchItemFailures": failures}

    return handler
