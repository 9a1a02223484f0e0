"""One request's way through all services, told by the lines that its trace is on (`videoclub.tracing`)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from videoclub_local.function_logs import LogLine

_NO_DETAILS = frozenset(
    {
        "Duration",
        "Failed",
        "Refused",
        "_aws",
        "event",
        "exception",
        "level",
        "operation",
        "parent_span_id",
        "request_id",
        "service",
        "span_id",
        "timestamp",
        "trace_id",
    }
)
"""Members of lines that are shown in a column of their own, or serve to order them."""


@dataclass(frozen=True)
class Step:
    """A use case done for the request, at its beginning and with how long it took, or what was logged meanwhile."""

    at: datetime
    service: str
    function: str
    level: str
    what: str
    details: str
    duration_ms: float | None
    depth: int
    """How many use cases it is within."""


def way_of_request(lines: Iterable[LogLine]) -> list[Step]:
    """The steps in the order of time; lines that are no structured ones are left out."""
    read = [(line.function, members) for line in lines if (members := _members(line.message))]
    parents = {members["span_id"]: members.get("parent_span_id") for _, members in read}
    steps = [_step(function, members, _depth(members, parents)) for function, members in read]
    return sorted(steps, key=lambda step: (step.at, step.depth))


def _members(message: str) -> dict[str, Any] | None:
    with suppress(ValueError):
        members = json.loads(message)
        if isinstance(members, dict) and {"span_id", "timestamp"} <= members.keys():
            return members
    return None


def _depth(members: Mapping[str, Any], parents: Mapping[str, str | None]) -> int:
    depth, span_id = 0 if "Duration" in members else 1, members["span_id"]
    seen: set[str] = set()
    while (parent := parents.get(span_id)) in parents and span_id not in seen:
        seen.add(span_id)
        depth, span_id = depth + 1, str(parent)
    return depth


def _step(function: str, members: Mapping[str, Any], depth: int) -> Step:
    ended, duration_ms = datetime.fromisoformat(members["timestamp"]), members.get("Duration")
    operation, event = str(members.get("operation", "")), str(members.get("event", ""))
    return Step(
        at=ended - timedelta(milliseconds=duration_ms or 0),
        service=str(members.get("service", "")),
        function=function,
        level=str(members.get("level", "")),
        what=event if duration_ms is None else f"{operation}: {event}",
        details=", ".join(_details(members)),
        duration_ms=duration_ms,
        depth=depth,
    )


def _details(members: Mapping[str, Any]) -> Sequence[str]:
    told = [f"{name}={value}" for name, value in sorted(members.items()) if name not in _NO_DETAILS]
    error = str(members.get("exception", "")).strip().splitlines()[-1:]
    return [*told, *error]
