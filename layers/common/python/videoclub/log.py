"""Structured logs: one JSON object a line on standard output, with the trace (`videoclub.tracing`) on every line.

Never log an e-mail address, a token, a password or a device token; a customer only by `pseudonym`.
"""

import hashlib
import json
import logging
import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

PSEUDONYM_LENGTH = 12

_surroundings: ContextVar[dict[str, Any] | None] = ContextVar("surroundings", default=None)


@dataclass(frozen=True, slots=True)
class Logger:
    """Writes what happened, with its attributes beside it."""

    service: str
    least_level: int
    """Of `logging`: what is less is left out."""

    def info(self, event: str, /, **attributes: Any) -> None:
        """Something went as it should."""
        self.log(logging.INFO, event, **attributes)

    def warning(self, event: str, /, **attributes: Any) -> None:
        """Something went worse than it should, and was coped with."""
        self.log(logging.WARNING, event, **attributes)

    def error(self, event: str, /, **attributes: Any) -> None:
        """Something asks for a person's eyes."""
        self.log(logging.ERROR, event, **attributes)

    def exception(self, event: str, /, **attributes: Any) -> None:
        """The same, with the exception that is being handled."""
        self.log(logging.ERROR, event, exception=traceback.format_exc().rstrip(), **attributes)

    def log(self, level: int, event: str, /, **attributes: Any) -> None:
        """Write a line; what JSON does not know is written as Python would."""
        if level < self.least_level:
            return
        line = (_surroundings.get() or {}) | attributes
        line |= {
            "event": event,
            "level": logging.getLevelName(level).lower(),
            "service": self.service,
            # Finer than `utc_now`: by it the lines of several functions are put in order.
            "timestamp": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        }
        sys.stdout.write(json.dumps(line, sort_keys=True, ensure_ascii=False, default=repr) + "\n")
        sys.stdout.flush()


def logger(service: str) -> Logger:
    """The logger of a service."""
    return Logger(service, logging.getLevelNamesMapping().get(os.environ.get("LOG_LEVEL", "INFO"), logging.INFO))


def metrics_logger(service: str) -> Logger:
    """The same for lines that metrics are made of: they are written at every level of logs."""
    return Logger(service, logging.NOTSET)


@contextmanager
def surroundings(**attributes: Any) -> Generator[None]:
    """Put attributes on every line that is written within."""
    token = _surroundings.set((_surroundings.get() or {}) | attributes)
    try:
        yield
    finally:
        _surroundings.reset(token)


def pseudonym(identity: str) -> str:
    """A stable stand-in for a customer's id in logs."""
    return hashlib.sha256(identity.encode()).hexdigest()[:PSEUDONYM_LENGTH]
