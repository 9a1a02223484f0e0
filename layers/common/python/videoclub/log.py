"""Structured logs: one JSON object a line on standard output, with the trace (`videoclub.tracing`) on every line.

Never log an e-mail address, a token, a password or a device token; a customer only by `pseudonym`.
"""

import hashlib
import logging
import os
from functools import cache
from typing import cast

import structlog
from structlog.typing import FilteringBoundLogger

PSEUDONYM_LENGTH = 12


@cache
def _configure() -> None:
    level = logging.getLevelNamesMapping().get(os.environ.get("LOG_LEVEL", "INFO"), logging.INFO)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )


def logger(service: str) -> FilteringBoundLogger:
    """The logger of a service."""
    _configure()
    return cast("FilteringBoundLogger", structlog.get_logger(service=service))


def metrics_logger(service: str) -> FilteringBoundLogger:
    """The same for lines that metrics are made of: they are written at every level of logs."""
    _configure()
    every_level = structlog.make_filtering_bound_logger(logging.NOTSET)
    return cast("FilteringBoundLogger", structlog.wrap_logger(None, wrapper_class=every_level, service=service))


def pseudonym(identity: str) -> str:
    """A stable stand-in for a customer's id in logs."""
    return hashlib.sha256(identity.encode()).hexdigest()[:PSEUDONYM_LENGTH]
