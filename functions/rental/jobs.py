"""What runs by itself in Rental."""

from datetime import timedelta
from typing import Any

from rental.sweeping import Outcome
from rental.wiring import wired
from videoclub.clock import rfc3339, utc_now
from videoclub.events import CustomerErased
from videoclub.jobs import job
from videoclub.log import logger
from videoclub.queues import consumer

SILENT_PER_SWEEP = 1000
"""Playback sessions that died, settled in one run at the most."""


@job("rental")
def sweep(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Finish what was left half-done, and tell what has expired; every minute. Answers how much of what it did."""
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    tally = wired().sweeping.sweep(clock=utc_now, deadline=deadline)
    silent = wired().playback.settle_silent_sessions(limit=SILENT_PER_SWEEP, now=utc_now())
    summary = {outcome.value: tally.outcomes[outcome] for outcome in Outcome} | {"silent_sessions": silent}
    logger("rental").info("swept", **summary, until=rfc3339(tally.until), behind=tally.behind)
    return summary | {"until": rfc3339(tally.until), "behind": tally.behind}


def _erase_customer(detail: dict[str, Any]) -> None:
    wired().customer_data.erase_customer(CustomerErased.model_validate(detail).customer_id)


erase_customer = consumer("rental", _erase_customer)
"""The consumer of people who ask to be forgotten."""
