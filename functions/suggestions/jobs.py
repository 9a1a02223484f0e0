"""What runs by itself in Suggestions. A failure raises, so that it is tried again, and then the event is kept."""

import time
from typing import Any

from suggestions import wiring
from suggestions.run import RunProgress, new_run_id
from videoclub.clock import utc_now
from videoclub.events import EVENT, CustomerErased
from videoclub.jobs import job
from videoclub.log import logger
from videoclub.queues import consumer

LOOK_EVERY_S = 0.2


@job("suggestions")
def rebuild(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Make a model and hand out all customers to those who write lists; returns the run.

    With `wait_s` in the event it waits so long for the lists: `state` says whether they are there.
    """
    run_id = new_run_id(utc_now())
    run = wiring.wired_rebuilding().rebuild(run_id, now=utc_now())
    logger("suggestions").info("rebuilt", **run.model_dump(mode="json"))
    return _progress(run_id, until=time.monotonic() + float(event.get("wait_s", 0))).model_dump(mode="json")


def _progress(run_id: str, *, until: float) -> RunProgress:
    runs = wiring.wired().runs
    while (run := runs.read_run(run_id, now=utc_now())).state == "writing" and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
    return run


def _write_lists(message: dict[str, Any]) -> None:
    done = wiring.wired_list_writing().write_part(message["run_id"], message["part"])
    logger("suggestions").info("lists_written", run_id=message["run_id"], **done.model_dump(mode="json"))


write_lists = consumer("suggestions", _write_lists)
"""The consumer of parts of a run."""


def _take_event(detail: dict[str, Any]) -> None:
    wiring.wired_refreshing().take_event(EVENT.validate_python(detail))


take_events = consumer("suggestions", _take_event)
"""The consumer of what Rental and Movies tell."""


def _erase_customer(detail: dict[str, Any]) -> None:
    wiring.wired().customer_data.erase_customer(CustomerErased.model_validate(detail).customer_id)


erase_customer = consumer("suggestions", _erase_customer)
"""The consumer of people who ask to be forgotten."""
