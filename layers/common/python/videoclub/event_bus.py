"""Publishes events to EventBridge."""

from collections.abc import Sequence
from dataclasses import dataclass

from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable
from videoclub.events import AnyEvent
from videoclub.tracing import carried

ENTRIES_PER_CALL = 10


@dataclass(frozen=True)
class EventBridge:
    """The event bus named `bus`, as `source` (`videoclub.rental`); `attempts` of `timeout_s` each."""

    bus: str
    source: str
    timeout_s: int = aws.READ_TIMEOUT_S
    attempts: int = 3

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Put all events, or raise ServiceUnavailable; some may then have been put, which consumers do not mind."""
        for first in range(0, len(events), ENTRIES_PER_CALL):
            entries = [
                {
                    "EventBusName": self.bus,
                    "Source": self.source,
                    "DetailType": event.type,
                    "Time": event.occurred_at,
                    "Detail": _with_trace(event).model_dump_json(),
                }
                for event in events[first : first + ENTRIES_PER_CALL]
            ]
            try:
                result = aws.client("events", read_timeout_s=self.timeout_s, attempts=self.attempts).put_events(
                    Entries=entries
                )
            except aws.errors() as error:
                raise ServiceUnavailable("The event bus is not answering.") from error
            if result["FailedEntryCount"]:
                raise ServiceUnavailable("The event bus took only a part of the events.")


def _with_trace(event: AnyEvent) -> AnyEvent:
    """The event with the trace that it belongs to; one that brings its own keeps it."""
    return event if event.trace else event.model_copy(update={"trace": carried() or None})
