"""What runs by itself in Stats. A failure raises, so that Lambda tries again and then keeps the event."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from stats import wiring
from stats.periods import Period
from stats.reporting import Made, OutOfTime
from videoclub.clock import utc_now
from videoclub.events import EVENT, AnyEvent, CustomerErased, RentalEvent
from videoclub.jobs import job
from videoclub.log import logger
from videoclub.queues import batch_consumer
from videoclub.values import instant

EVENTS_PER_TRANSACTION = 100
STEP_MAX_MS = 300_000
"""A step of the bot begins only when so much of Lambda's time is left."""
LAST_MS = 5_000
ROUNDS_MAX = 100
"""A bot that is not done by then makes no headway."""


def _take_events(events: Sequence[AnyEvent]) -> None:
    erased = [event for event in events if isinstance(event, CustomerErased)]
    wiring.wired().ingest.take_events([event for event in events if isinstance(event, RentalEvent)])
    for event in erased:
        wiring.wired().customer_data.erase_customer(event.customer_id, now=utc_now())


ingest = batch_consumer("stats", EVENT.validate_python, _take_events, at_once=EVENTS_PER_TRANSACTION)
"""The consumer of what Rental tells, and of people who ask to be forgotten."""


@job("stats")
def report(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The bot: reports on the period named in `event`, else on all that is due at the schedule's time, or now.

    Out of time, it starts itself for a further round, which goes on where this one ended.
    """
    bot, round_number = wiring.wired_bot(), int(event.get("round", 1))
    period = Period.parse(event["period"]) if "period" in event else None

    def check_time() -> None:
        if context.get_remaining_time_in_millis() < STEP_MAX_MS:
            raise OutOfTime

    try:
        if period is None:
            due_at: datetime = instant(event["time"]) if "time" in event else utc_now()
            made = bot.reporting.make_due(now=due_at, check_time=check_time)
        else:
            made = bot.reporting.make_report(period, now=utc_now(), check_time=check_time)
    except OutOfTime:
        if round_number >= ROUNDS_MAX:
            raise
        bot.itself.start(period, round_number=round_number + 1)
        logger("stats").info("report_goes_on", period=str(period), round=round_number + 1)
        return {"state": "goes on", "period": str(period) if period else None, "round": round_number + 1}
    for each in made:
        logger("stats").info("reported", **_summary(each))
    return _summary(made[-1]) | {"state": "made", "reports": [str(each.period) for each in made]}


@job("stats")
def snapshot(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Brings the snapshot of all histories up to date."""
    made = asdict(wiring.wired_snapshots().make_snapshot(now=utc_now(), has_time=_has_time(context)))
    logger("stats").info("snapshot", **made)
    return made


@job("stats")
def sweep(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Forgets what was needed for a time only."""
    swept = asdict(wiring.wired_sweeping().sweep(now=utc_now(), has_time=_has_time(context)))
    logger("stats").info("swept", **swept)
    return swept


def _has_time(context: Any) -> Callable[[], bool]:
    return lambda: context.get_remaining_time_in_millis() > LAST_MS


def _summary(made: Made) -> dict[str, Any]:
    return {
        "period": str(made.period),
        "closed": made.closed,
        "rentals": made.rentals,
        "differences": dict(made.differences),
    }
