"""What runs by itself in Users."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from users import wiring
from users.models.projection import RebuildOrder
from videoclub.clock import utc_now
from videoclub.events import RENTAL_EVENT
from videoclub.jobs import job
from videoclub.log import logger
from videoclub.queues import consumer


@job("users")
def send_mails(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Send the mails that were asked for: invoked after each request, and every minute for what that missed."""
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    tally = asdict(wiring.wired_mailing().send_mails(clock=utc_now, deadline=deadline))
    logger("users").info("mailed", **tally)
    return tally


@job("users")
def tell_erasures(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Tell the other services whom to forget: what a request missed, and each a last time."""
    told = wiring.wired().erasing.tell_erasures(now=utc_now())
    logger("users").info("erasures_told", told=told)
    return {"told": told}


def _take_event(detail: dict[str, Any]) -> None:
    wiring.wired_projection().take_events([RENTAL_EVENT.validate_python(detail)])


take_event = consumer("users", _take_event)
"""The consumer of what Rental tells."""


@job("users")
def rebuild_customers(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Read rentals from Rental anew: all, those since the day in `event`, or those of the last so many days."""
    now = utc_now()
    deadline = now + timedelta(milliseconds=context.get_remaining_time_in_millis())
    since = RebuildOrder.model_validate(event).first_day(now)
    rebuilt = asdict(wiring.wired_projection().rebuild(since, clock=utc_now, deadline=deadline))
    summary = {name: str(value) if isinstance(value, date) else value for name, value in rebuilt.items()}
    logger("users").info("customers_rebuilt", **summary)
    return summary


@job("users")
def compute_insights(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Make the insights anew; answers how many seconds each took."""
    took_s = wiring.wired_admin().insights.compute_all(clock=utc_now)
    logger("users").info("insights_computed", **took_s)
    return {name: round(seconds, 3) for name, seconds in took_s.items()}
