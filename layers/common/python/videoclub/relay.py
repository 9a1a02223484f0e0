"""Wakes those who send what waits in an outbox, functions of their own, without waiting for them."""

import json
from dataclasses import dataclass

from videoclub.log import logger
from videoclub.tracing import carried

WAKE_TIMEOUT_S = 2


@dataclass(frozen=True)
class LambdaRelay:
    """The senders of `service`, Lambda functions; without any (seeding), their sweep alone sends."""

    service: str
    functions: tuple[str, ...]

    def wake(self) -> None:
        """Invoke each asynchronously. A failure is logged only: the change is committed, the sweep will find it."""
        from videoclub.drivers import aws

        for function in self.functions:
            try:
                aws.client("lambda", read_timeout_s=WAKE_TIMEOUT_S, attempts=1).invoke(
                    FunctionName=function, InvocationType="Event", Payload=json.dumps(carried()).encode()
                )
            except aws.errors() as error:
                logger(self.service).warning("relay_not_woken", function=function, error=type(error).__name__)
