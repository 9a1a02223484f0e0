"""What runs by itself in Suggestions. A failure raises, so that it is tried again, and then the event is kept."""

from dataclasses import asdict
from typing import Any

from suggestions.wiring import wired
from videoclub.clock import utc_now
from videoclub.events import CustomerErased
from videoclub.log import bind_request, logger
from videoclub.queues import consumer


def rebuild(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Make all lists anew; returns how many customers and films got one, and the seconds it took."""
    bind_request(request_id=getattr(context, "aws_request_id", None), job="rebuild")
    rebuilt = asdict(wired().rebuilding.rebuild(now=utc_now()))
    logger("suggestions").info("rebuilt", **rebuilt)
    return rebuilt


def _erase_customer(detail: dict[str, Any]) -> None:
    wired().customer_data.erase_customer(CustomerErased.model_validate(detail).customer_id)


erase_customer = consumer("suggestions", _erase_customer)
"""The consumer of people who ask to be forgotten."""
