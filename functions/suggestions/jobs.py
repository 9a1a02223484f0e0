"""The scheduled doorway of Suggestions. A failure raises, so that Lambda tries again and then keeps the event."""

from dataclasses import asdict
from typing import Any

from suggestions.wiring import wired
from videoclub.clock import utc_now
from videoclub.log import bind_request, logger


def rebuild(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Make all lists anew; returns how many customers and films got one, and the seconds it took."""
    bind_request(request_id=getattr(context, "aws_request_id", None), job="rebuild")
    rebuilt = asdict(wired().rebuilding.rebuild(now=utc_now()))
    logger("suggestions").info("rebuilt", **rebuilt)
    return rebuilt
