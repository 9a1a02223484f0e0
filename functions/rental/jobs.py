"""What runs by itself in Rental."""

from datetime import timedelta
from typing import Any

from rental.sweeping import Outcome
from rental.wiring import wired
from videoclub.clock import rfc3339, utc_now
from videoclub.log import bind_request, logger


def sweep(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Finish what was left half-done, and tell what has expired; every minute. Answers how much of what it did."""
    bind_request(request_id=context.aws_request_id, job="sweep")
    deadline = utc_now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
    tally = wired().sweeping.sweep(clock=utc_now, deadline=deadline)
    summary = {outcome.value: tally.outcomes[outcome] for outcome in Outcome}
    logger("rental").info("swept", **summary, until=rfc3339(tally.until), behind=tally.behind)
    return summary | {"until": rfc3339(tally.until), "behind": tally.behind}
