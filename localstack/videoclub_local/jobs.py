"""Runs a scheduled job now and waits for its result."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from videoclub_local.deploy.aws import Aws
from videoclub_local.deploy.stack import STACK_NAME, Stack
from videoclub_local.parts import PartError

JOBS = {
    "mails-sweep": "UsersMails",
    "stats-bot": "StatsReport",
    "stats-snapshot": "StatsSnapshot",
    "stats-sweep": "StatsSweep",
    "suggestions": "SuggestionsRebuild",
    "movies-sweep": "MoviesNotify",
    "webhooks-sweep": "MoviesWebhooks",
    "rebuild-customers": "UsersRebuild",
    "insights": "UsersInsights",
    "rental-sweep": "RentalSweep",
    "erasures-sweep": "UsersErasures",
}
"""The functions of template.yaml that do the jobs, by the jobs' names."""

PAYLOADS: Mapping[str, dict[str, Any]] = {"suggestions": {"wait_s": 120}}
"""What a job is told unless the caller says otherwise: whoever waits for `suggestions` waits for the lists."""

CONNECT_TIMEOUT_SECONDS = 5
READ_TIMEOUT_SECONDS = 910  # Lambda's longest, and a little: who reads must not give up before the job does
_ONCE = Config(
    connect_timeout=CONNECT_TIMEOUT_SECONDS,
    read_timeout=READ_TIMEOUT_SECONDS,
    retries={"total_max_attempts": 1},  # a job whose answer was lost may have run
)


class JobError(PartError):
    """A job cannot be run, or failed. The message has its error and the end of its log."""


def run_job(name: str, payload: dict[str, Any], aws: Aws, stack_name: str = STACK_NAME) -> Any:
    """Run the job called `name` and answer what it returned. Raises JobError.

    stats-bot takes {"period": "2026-11-21"}, or {} for all that is due; rebuild-customers
    {"since": "2026-11-21"}, or {} for all; the others take {}.
    """
    if name not in JOBS:
        raise JobError(f"There is no job {name}; there are {', '.join(JOBS)}.")
    try:
        function = Stack(aws, stack_name).physical_names()[JOBS[name]]
        answer = aws.client("lambda", config=_ONCE).invoke(
            FunctionName=function, Payload=json.dumps(PAYLOADS.get(name, {}) | payload).encode(), LogType="Tail"
        )
        result = json.loads(answer["Payload"].read() or "null")
    except (ClientError, BotoCoreError) as error:
        raise JobError(f"The job {name} could not be run: {error}") from error
    if "FunctionError" in answer:
        raise JobError(f"The job {name} failed: {_what_failed(result)}\n{_log_tail(answer)}".rstrip())
    return result


def _what_failed(result: Any) -> str:
    if not isinstance(result, dict):
        return str(result)
    return ": ".join(str(result[key]) for key in ("errorType", "errorMessage") if result.get(key))


def _log_tail(answer: dict[str, Any]) -> str:
    """The last 4 KB of the call's log, which Lambda gives along; it parts the lines of a traceback by \\r."""
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace").replace("\r", "\n").strip()
    return f"The end of its log:\n{log}" if log else ""
