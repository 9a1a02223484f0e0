"""Store the functions' logs in batches.

Why: LocalStack makes one PutLogEvents call for each invocation. They are off the caller's path, but not off the one
interpreter that serves all callers. Here what comes within a quarter of a second goes into one call for each stream.

Two things become truer as well: events have the time of their invocation, and an error's trace is one event of several
lines, as on Lambda: awslambdaric separates its lines by carriage returns.
"""

from __future__ import annotations

import itertools
import logging
import queue
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation.logs import QUEUE_SHUTDOWN, LogHandler, LogItem, ShutdownPill
from localstack.utils.aws.client_types import ServicePrincipal
from localstack.utils.bootstrap import is_api_enabled

LOG = logging.getLogger(__name__)

_INTERVAL = 0.25
_EVENTS_PER_CALL = 1000


@dataclass(frozen=True)
class _TimedLogItem(LogItem):
    timestamp: int
    """Milliseconds since the epoch."""


def apply() -> None:
    """Replace the log handler's queueing and its loop."""
    LogHandler.add_logs = _add_logs
    LogHandler.run_log_loop = _run_log_loop


def _add_logs(self: LogHandler, log_item: LogItem) -> None:
    if is_api_enabled("logs"):
        now = int(time.time() * 1000)
        self.log_queue.put(_TimedLogItem(log_item.log_group, log_item.log_stream, log_item.logs, now))


def _run_log_loop(self: LogHandler, *args: object, **kwargs: object) -> None:
    client = connect_to.with_assumed_role(
        region_name=self.region,
        role_arn=self.role_arn,
        service_principal=ServicePrincipal.lambda_,  # pyright: ignore[reportArgumentType] - a str typed as itself
    ).logs
    stopping = False
    while not stopping:
        items = [self.log_queue.get()]
        # Waited for in one piece: to be woken for each item would cost as much as it saves.
        self._shutdown_event.wait(_INTERVAL)
        items += _drain(self.log_queue)
        stopping = QUEUE_SHUTDOWN in items
        for (group, stream), batch in _by_stream(item for item in items if isinstance(item, _TimedLogItem)):
            for events in itertools.batched(_events(batch), _EVENTS_PER_CALL, strict=False):
                try:
                    _put(client, group, stream, list(events))
                except Exception as error:
                    LOG.warning("Error saving logs to group %s in region %s: %s", group, self.region, error)


def _drain(items: queue.Queue[LogItem | ShutdownPill]) -> Iterator[LogItem | ShutdownPill]:
    while True:
        try:
            yield items.get_nowait()
        except queue.Empty:
            return


def _by_stream(items: Iterable[_TimedLogItem]) -> Iterable[tuple[tuple[str, str], list[_TimedLogItem]]]:
    streams: dict[tuple[str, str], list[_TimedLogItem]] = {}
    for item in items:
        streams.setdefault((item.log_group, item.log_stream), []).append(item)
    return streams.items()


def _events(items: list[_TimedLogItem]) -> Iterator[dict[str, Any]]:
    for item in items:
        for line in item.logs.split("\n"):
            if line:
                yield {"timestamp": item.timestamp, "message": line.replace("\r", "\n") + "\n"}


def _put(client: Any, group: str, stream: str, events: list[dict[str, Any]]) -> None:
    try:
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
    except client.exceptions.ResourceNotFoundException:
        try:
            client.create_log_group(logGroupName=group)
        except client.exceptions.ResourceAlreadyExistsException:
            LOG.debug("Log group %s exists", group)
        client.create_log_stream(logGroupName=group, logStreamName=stream)
        client.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
