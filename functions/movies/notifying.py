"""Developers are told of changes: what waits in the outbox is sent, at least once, in order per film."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import SystemRandom

from movies.ports.developers import DueMessage, Failed, Outbox, Outcome, Receivers, Sent, Settlement, Untried
from videoclub.clock import Clock
from videoclub.tracing import link

SEND_TIMEOUT = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many messages are sent side by side, and how failures are tried again: each pause is twice the one before."""

    batch_size: int
    attempts_max: int
    first_pause: timedelta
    longest_pause: timedelta


TOPIC_PATIENCE = Patience(
    batch_size=50,
    attempts_max=12,
    first_pause=timedelta(seconds=10),  # https://firebase.google.com/docs/cloud-messaging/scale-fcm
    longest_pause=timedelta(hours=1),
)
"""Gives up after some four hours: old news of the catalogue serve nobody on a telephone."""

WEBHOOK_PATIENCE = Patience(
    batch_size=20, attempts_max=16, first_pause=timedelta(seconds=10), longest_pause=timedelta(hours=6)
)
"""Gives up after a day and a half: a receiver may be down for a night."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages were sent, failed and will be tried again, or were given up."""

    sent: int = 0
    failed: int = 0
    parked: int = 0

    def plus(self, settlement: Settlement) -> "Tally":
        """With one more message."""
        if settlement.receipt:
            return replace(self, sent=self.sent + 1)
        if settlement.due_at:
            return replace(self, failed=self.failed + 1)
        return replace(self, parked=self.parked + 1)


@dataclass(frozen=True)
class Notifier:
    """Sends the outbox. `jitter` gives a number from 0 to 1."""

    outbox: Outbox
    receivers: Receivers
    patience: Patience
    jitter: Callable[[], float] = SystemRandom().random

    def notify(self, *, clock: Clock, deadline: datetime) -> Tally:
        """Send all that is due, as long as a batch can still end before `deadline`. Raises ServiceUnavailable.

        Stops early when the sender hangs in a message: whatever it hangs in, the next one would as well.
        """
        tally, run = Tally(), _Run()
        while not run.held and (now := clock()) + SEND_TIMEOUT < deadline:
            settled = self.outbox.settle_due(now, self.patience.batch_size, lambda due: self._attempt(due, clock, run))
            if not settled:
                break
            for settlement in settled:
                tally = tally.plus(settlement)
        return tally

    def _attempt(self, due: list[DueMessage], clock: Clock, run: "_Run") -> list[Settlement]:
        link(*(one.trace for one in due))
        outcomes = self.receivers.send(due, SEND_TIMEOUT)
        now = clock()
        settled = [self._settle(one, outcome, now) for one, outcome in zip(due, outcomes, strict=True)]
        run.held = any(isinstance(outcome, Failed) and outcome.held for outcome in outcomes)
        return [settlement for settlement in settled if settlement]

    def _settle(self, due: DueMessage, outcome: Outcome, now: datetime) -> Settlement | None:
        match outcome:
            case Untried():
                return None
            case Sent(receipt):
                return Settlement(due, now, receipt=receipt)
            case Failed(error, permanent) if permanent or due.attempts + 1 >= self.patience.attempts_max:
                return Settlement(due, now, error=error)
            case Failed(error, _, retry_after):
                pause = max(self._pause(due.attempts), retry_after or timedelta(0))
                return Settlement(due, now, error=error, due_at=now + pause)

    def _pause(self, attempts: int) -> timedelta:
        """Doubled at each attempt, and up to half as much again, so that not all come back at once."""
        pause = min(self.patience.first_pause * 2**attempts, self.patience.longest_pause)
        return pause * (1 + self.jitter() / 2)


@dataclass
class _Run:
    """What is learnt while notifying."""

    held: bool = False
