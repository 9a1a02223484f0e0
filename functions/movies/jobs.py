"""What runs by itself in Movies."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from movies import wiring
from movies.notifying import Notifier
from movies.ports.imports import Chunk
from videoclub.clock import utc_now
from videoclub.events import CustomerErased
from videoclub.jobs import job
from videoclub.log import logger
from videoclub.metrics import Metric, emit_metrics
from videoclub.queues import consumer

NOTIFICATIONS_PARKED = Metric("NotificationsParked")
"""Messages to developers that were given up."""
TELLING_LASTS_MS = 30_000
"""A further round of events begins only when so much of Lambda's time is left."""


@job("movies")
def notify(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Send to topics what waits in the outbox: invoked after each change, and every minute for what that missed."""
    return _notify(wiring.wired_notifier(), context)


@job("movies")
def deliver_webhooks(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Send to webhooks what waits in the outbox, invoked likewise.

    A function of its own: that of the topics may have a proxy, and a slow webhook must hold up no topic.
    """
    return _notify(wiring.wired_webhook_notifier(), context)


@job("movies")
def tell(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Tell the other services what happened to films, invoked likewise."""
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis() - TELLING_LASTS_MS)
    told = wiring.wired_telling().tell_events(clock=utc_now, deadline=deadline)
    logger("movies").info("told", events=told)
    return {"events": told}


def _notify(notifier: Notifier, context: Any) -> dict[str, int]:
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    tally = asdict(notifier.notify(clock=utc_now, deadline=deadline))
    logger("movies").info("notified", **tally)
    if tally["parked"]:
        emit_metrics("movies", {NOTIFICATIONS_PARKED: tally["parked"]}, now=utc_now())
    return tally


def _import_chunk(message: dict[str, Any]) -> None:
    done = wiring.wired_exchange().desk.import_chunk(Chunk(**message), now=utc_now())
    logger("movies").info("chunk_imported", import_id=message["import_id"], rows=done)


import_chunk = consumer("movies", _import_chunk)
"""The consumer of chunks of imports."""


def _erase_customer(detail: dict[str, Any]) -> None:
    wiring.wired().customer_data.erase_customer(CustomerErased.model_validate(detail).customer_id)


erase_customer = consumer("movies", _erase_customer)
"""The consumer of people who ask to be forgotten."""
