"""Wakes the notifier, a function of its own, without waiting for it."""

from dataclasses import dataclass

from videoclub.log import logger

WAKE_TIMEOUT_S = 2


@dataclass(frozen=True)
class LambdaRelay:
    """The Relay behind the Lambda function named `function`."""

    function: str

    def wake(self) -> None:
        """Invoke it asynchronously. A failure is logged only: the change is committed, and the sweep will find it."""
        from videoclub.drivers import aws

        try:
            aws.client("lambda", read_timeout_s=WAKE_TIMEOUT_S, attempts=1).invoke(
                FunctionName=self.function, InvocationType="Event", Payload=b"{}"
            )
        except aws.errors() as error:
            logger("movies").warning("relay_not_woken", error=type(error).__name__)


@dataclass(frozen=True)
class SweepOnly:
    """The Relay where no function is named (seeding): the sweep alone sends."""

    def wake(self) -> None:
        """Nothing to do."""
