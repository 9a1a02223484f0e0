"""What runs by itself in Users."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from users import wiring
from videoclub.clock import utc_now
from videoclub.log import bind_request, logger


def send_mails(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Send the mails that were asked for: invoked after each request, and every minute for what that missed."""
    bind_request(request_id=context.aws_request_id, job="send_mails")
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    tally = asdict(wiring.wired_mailing().send_mails(clock=utc_now, deadline=deadline))
    logger("users").info("mailed", **tally)
    return tally


def tell_erasures(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Tell the other services whom to forget: what a request missed, and each a last time."""
    bind_request(request_id=context.aws_request_id, job="tell_erasures")
    told = wiring.wired().erasing.tell_erasures(now=utc_now())
    logger("users").info("erasures_told", told=told)
    return {"told": told}
