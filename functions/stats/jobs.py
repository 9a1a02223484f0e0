"""What runs by itself in Stats."""

from dataclasses import asdict
from typing import Any

from stats.periods import Period
from stats.wiring import wired
from videoclub.clock import utc_now
from videoclub.events import RENTAL_EVENT
from videoclub.log import bind_request, logger
from videoclub.queues import consumer
from videoclub.values import instant


def _take_event(detail: dict[str, Any]) -> None:
    wired().ingest.take_events([RENTAL_EVENT.validate_python(detail)])


ingest = consumer("stats", _take_event)
"""The consumer of what Rental tells."""


def report(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The bot: reports on the period named in `event`, else on the day before the schedule's time, or before now."""
    bind_request(request_id=context.aws_request_id, job="report")
    now = utc_now()
    period = Period.parse(event["period"]) if "period" in event else Period.before(instant(event.get("time", str(now))))
    written = wired().reporting.make_report(period, now=now)
    summary = asdict(written) | {"period": str(period)}
    logger("stats").info("reported", **summary)
    return summary
