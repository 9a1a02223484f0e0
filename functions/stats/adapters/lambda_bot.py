"""Starts the bot, a function of its own, without waiting for it."""

import json
from dataclasses import dataclass
from typing import Any

from stats.periods import Period
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable
from videoclub.tracing import carried


@dataclass(frozen=True)
class LambdaBot:
    """The Bot behind the Lambda function named `function`."""

    function: str

    def start(self, period: Period | None, *, round_number: int = 1) -> None:
        event: dict[str, Any] = {"round": round_number, **carried()}
        if period is not None:
            event["period"] = str(period)
        try:
            aws.client("lambda").invoke(
                FunctionName=self.function, InvocationType="Event", Payload=json.dumps(event).encode()
            )
        except aws.errors() as error:
            raise ServiceUnavailable("The report could not be started.") from error
