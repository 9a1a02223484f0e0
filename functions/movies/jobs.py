"""What runs by itself in Movies."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from movies import wiring
from videoclub.clock import utc_now
from videoclub.log import bind_request, logger


def notify(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Send what waits in the outbox: invoked after each change, and every minute for what an invoke missed."""
    bind_request(request_id=context.aws_request_id, job="notify")
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    tally = asdict(wiring.wired_notifier().notify(clock=utc_now, deadline=deadline))
    logger("movies").info("notified", **tally)
    return tally
