"""The functions' logs, read where they are on AWS too: in CloudWatch Logs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from videoclub_local.deploy.aws import Aws

GROUP_PREFIX = "/aws/lambda/"
_STACK_AND_FUNCTION = 2  # `videoclub-UsersApi-1a2b3c`: the stack, the function, what makes the name unique


@dataclass(frozen=True)
class LogLine:
    """One event of a function's log; `timestamp_ms` since 1970."""

    event_id: str
    function: str
    timestamp_ms: int
    message: str


class FunctionLogs:
    """The log groups of a stack's functions."""

    def __init__(self, aws: Aws) -> None:
        self._logs = aws.client("logs")

    def functions(self) -> dict[str, str]:
        """The functions by name (`UsersApi`), and the log group of each."""
        pages = self._logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=GROUP_PREFIX)
        groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
        return {_function(group): group for group in groups}

    def read(self, groups: dict[str, str], since: datetime, *, text: str = "") -> list[LogLine]:
        """What these functions logged since then, in the order of time: all, or the lines that have `text`."""
        lines = [line for function, group in groups.items() for line in self._read_one(function, group, since, text)]
        return sorted(lines, key=lambda line: line.timestamp_ms)

    def _read_one(self, function: str, group: str, since: datetime, text: str) -> Iterator[LogLine]:
        asked: dict[str, Any] = {"logGroupName": group, "startTime": int(since.timestamp() * 1000)}
        if text:
            asked["filterPattern"] = json.dumps(text)
        pages = self._logs.get_paginator("filter_log_events").paginate(**asked)
        for page in pages:
            for event in page["events"]:
                if text in event["message"]:  # LocalStack gives all of them, whatever the pattern
                    yield _line(function, event)


def _line(function: str, event: dict[str, Any]) -> LogLine:
    return LogLine(event["eventId"], function, event["timestamp"], event["message"].rstrip("\n"))


def _function(group: str) -> str:
    parts = group.removeprefix(GROUP_PREFIX).split("-")
    return parts[1] if len(parts) >= _STACK_AND_FUNCTION else parts[0]
