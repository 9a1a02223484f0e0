"""One request's way through all services: its id and W3C trace context, taken in wherever work arrives and sent on
wherever it goes. https://www.w3.org/TR/trace-context/

Work of one kind, done once, is a span: `with span(…)` puts the trace on every log line within, and ends with one line
that says how it went, which CloudWatch makes metrics of. Other services get `carried()` beside what they are asked or
told. Nothing here names a person.
"""

import logging
import os
import re
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

from videoclub.clock import Clock, utc_now
from videoclub.log import logger, surroundings
from videoclub.metrics import DURATION, FAILED, REFUSED, emit_metrics

TRACE_ID_BYTES = 16
SPAN_ID_BYTES = 8
SAMPLED = "01"
MEMBER = "trace"
"""What the carried trace is called in a message that has other members."""

_TRACEPARENT = re.compile(
    r"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})(?P<parent>[0-9a-f]{16})-"
    r"(?P<flags>[0-9a-f]{2})(?P<more>-.*)?",
    re.ASCII | re.DOTALL,
)
_REQUEST_ID = re.compile(r"[\w.:/=+-]{1,128}", re.ASCII)

type Carrier = dict[str, str]
"""`{"request_id", "traceparent"}`, as it goes from service to service."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a span stands: the client's request it is done for, and what asked for it."""

    request_id: str
    trace_id: str
    span_id: str
    parent_id: str | None = None
    flags: str = SAMPLED

    @property
    def traceparent(self) -> str:
        """As whoever is asked by this span gets it."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


@dataclass
class Span:
    """Work being done. `attributes` go on its last line."""

    trace: Trace
    outcome: Literal["done", "refused", "failed"] = "done"
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])


_current: ContextVar[Span | None] = ContextVar("span", default=None)


def continued(carrier: Mapping[str, Any] | None, *, request_id: str) -> Trace:
    """The trace that came with a request or message, one step on, or a new one where none came or it is not valid.

    `request_id` counts where the carrier has none.
    """
    carrier = carrier or {}
    sent_id, span_id = str(carrier.get("request_id") or ""), os.urandom(SPAN_ID_BYTES).hex()
    own_id = sent_id if _REQUEST_ID.fullmatch(sent_id) else request_id
    sent = _TRACEPARENT.fullmatch(str(carrier.get("traceparent") or ""))
    if sent is None or (sent["version"] == "00" and sent["more"]):
        return Trace(own_id, os.urandom(TRACE_ID_BYTES).hex(), span_id)
    return Trace(own_id, sent["trace"], span_id, sent["parent"], sent["flags"])


def carried() -> Carrier:
    """What to send along with a message, so that the work it causes belongs to the same trace; empty outside a span."""
    current = _current.get()
    return {"request_id": current.trace.request_id, "traceparent": current.trace.traceparent} if current else {}


def annotate(**attributes: Any) -> None:
    """Put more on the last line of the span that is going on, if one is."""
    if current := _current.get():
        current.attributes.update(attributes)


def link(*carriers: Carrier | None) -> None:
    """Name, on the last line of the span that is going on, the requests whose work is done in it too."""
    if current := _current.get():
        others = {carrier["request_id"] for carrier in carriers if carrier} - {current.trace.request_id}
        if named := others.union(current.attributes.get("linked_requests", ())):
            current.attributes["linked_requests"] = sorted(named)


def refuse(problem: str) -> None:
    """The span that is going on is not a fault of ours, but asked for what is not to be had."""
    if current := _current.get():
        current.outcome = "refused"
        current.attributes["problem"] = problem


@contextmanager
def span(
    service: str, operation: str, trace: Trace, *, linked: Sequence[Trace] = (), clock: Clock = utc_now
) -> Generator[Span]:
    """Do `operation` within `trace`, and tell at the end how it went and how long it took; what it raises goes on.

    `linked` are further traces of what is done together.
    """
    current = Span(trace)
    if others := sorted({other.request_id for other in linked} - {trace.request_id}):
        current.attributes["linked_requests"] = others
    token, began = _current.set(current), time.perf_counter()
    with surroundings(
        operation=operation,
        request_id=trace.request_id,
        trace_id=trace.trace_id,
        span_id=trace.span_id,
        parent_span_id=trace.parent_id,
    ):
        try:
            yield current
        except Exception:
            if current.outcome == "done":
                current.outcome = "failed"
                logger(service).exception("raised")
            raise
        finally:
            _tell(service, current, (time.perf_counter() - began) * 1000, clock)
            _current.reset(token)


def _tell(service: str, ended: Span, duration_ms: float, clock: Clock) -> None:
    values = {
        DURATION: round(duration_ms, 3),
        FAILED: int(ended.outcome == "failed"),
        REFUSED: int(ended.outcome == "refused"),
    }
    dimensions = (("service",), ("service", "operation"))
    emit_metrics(
        service,
        values,
        now=clock(),
        event=ended.outcome,
        level=logging.ERROR if ended.outcome == "failed" else logging.INFO,
        dimensions=dimensions,
        **ended.attributes,
    )
