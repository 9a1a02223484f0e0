"""Answers to give instead of the right ones, so that a sender's handling of trouble can be tested."""

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from fcm_emulator import errors
from fcm_emulator.errors import ApiError, FieldViolation, malformed_request

MAX_DELAY_SECONDS = 300.0

OPERATIONS = frozenset({"send", "topics", "oauth"})

ANSWERS: dict[str, Callable[[str], ApiError]] = {
    "third_party_auth_error": lambda _project: errors.third_party_auth_error(),
    "sender_id_mismatch": lambda _project: errors.sender_id_mismatch(),
    "unregistered": lambda _project: errors.unregistered(),
    "quota_exceeded": errors.quota_exceeded,
    "internal": lambda _project: errors.internal(),
    "unavailable": lambda _project: errors.unavailable(),
}
KINDS = frozenset(ANSWERS) | {"slow", "dropped_connection"}


class ConnectionDroppedError(Exception):
    """The connection is to be closed without an answer."""


@dataclass
class Fault:
    """One kind of trouble. `count` requests meet it (None: all, until the faults are deleted); `hits` met it already.

    `target` is a token, topic or condition; None means any. `retry_after` is in seconds, sent as `Retry-After`;
    `delay_seconds` passes before the answer, whatever it is.
    """

    kind: str
    operation: str = "send"
    target: str | None = None
    count: int | None = 1
    retry_after: int | None = None
    delay_seconds: float = 0.0
    hits: int = field(default=0)

    def applies(self, operation: str, target: str | None) -> bool:
        exhausted = self.count is not None and self.hits >= self.count
        return not exhausted and operation == self.operation and self.target in (None, target)


class Faults:
    """A list of faults; a request meets the first one that applies to it. Safe to use from several threads."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._sleep = sleep

    def replace(self, faults: list[Fault]) -> None:
        with self._lock:
            self._faults = faults

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {"faults": [asdict(fault) for fault in self._faults]}

    def meet(self, operation: str, target: str | None, project: str = "") -> None:
        """Do what the first fault that applies demands. Raises ApiError or ConnectionDroppedError."""
        with self._lock:
            fault = next((fault for fault in self._faults if fault.applies(operation, target)), None)
            if fault is None:
                return
            fault.hits += 1
        if fault.delay_seconds:
            self._sleep(fault.delay_seconds)
        if fault.kind == "dropped_connection":
            raise ConnectionDroppedError
        if answer := ANSWERS.get(fault.kind):
            refusal = answer(project)
            if fault.retry_after is not None:
                refusal.headers = {"Retry-After": str(fault.retry_after)}
            raise refusal


def parse_faults(document: dict[str, Any]) -> list[Fault]:
    """Read `{"faults": [...]}`. Raises ApiError 400 that names the wrong field."""
    listed = document.get("faults")
    if set(document) != {"faults"} or not isinstance(listed, list):
        raise malformed_request(FieldViolation("faults", 'Send {"faults": [{"kind": "unavailable", "count": 5}]}.'))
    return [_parse_fault(item, f"faults[{index}]") for index, item in enumerate(listed)]


def _parse_fault(item: Any, path: str) -> Fault:
    if not isinstance(item, dict):
        raise malformed_request(FieldViolation(path, "A fault is an object with a kind."))
    checks: dict[str, tuple[Callable[[Any], bool], str]] = {
        "kind": (lambda value: isinstance(value, str) and value in KINDS, f"one of {', '.join(sorted(KINDS))}"),
        "operation": (
            lambda value: isinstance(value, str) and value in OPERATIONS,
            f"one of {', '.join(sorted(OPERATIONS))}",
        ),
        "target": (lambda value: value is None or isinstance(value, str), "a token, topic or condition, or null"),
        "count": (lambda value: value is None or _is_whole(value, 1), "a whole number from 1, or null for no end"),
        "retry_after": (lambda value: value is None or _is_whole(value, 0), "a whole number of seconds, or null"),
        "delay_seconds": (_is_delay, f"a number from 0 to {MAX_DELAY_SECONDS:g}"),
    }
    for name, value in ({"kind": None} | item).items():
        check, wanted = checks.get(name, (lambda _value: False, f"one of the fields {', '.join(checks)}"))
        if not check(value):
            raise malformed_request(FieldViolation(f"{path}.{name}", f"{path}.{name} must be {wanted}."))
    return Fault(**item)


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _is_delay(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_DELAY_SECONDS
