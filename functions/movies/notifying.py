"""Developers are told of changes: what waits in the outbox is sent to its topics, at least once, in order per film."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from movies.ports import DueMessage, Failed, Outbox, Outcome, Sent, Settlement, Topics
from videoclub.clock import Clock

BATCH_SIZE = 50
SEND_TIMEOUT = timedelta(seconds=20)
ATTEMPTS_MAX = 12
FIRST_PAUSE = timedelta(seconds=10)
"""What FCM asks for before any retry: https://firebase.google.com/docs/cloud-messaging/scale-fcm"""
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many messages were sent, failed and will be tried again, or were given up."""

    sent: int = 0
    failed: int = 0
    parked: int = 0

    def plus(self, settlement: Settlement) -> "Tally":
        """With one more message."""
        if settlement.message_name:
            return replace(self, sent=self.sent + 1)
        if settlement.due_at:
            return replace(self, failed=self.failed + 1)
        return replace(self, parked=self.parked + 1)


@dataclass(frozen=True)
class Notifier:
    """Sends the outbox. `jitter` gives a number from 0 to 1."""

    outbox: Outbox
    topics: Topics
    jitter: Callable[[], float] = random.random

    def notify(self, *, clock: Clock, deadline: datetime) -> Tally:
        """Send all that is due, as long as a batch can still end before `deadline`. Raises ServiceUnavailable."""
        tally = Tally()
        while (now := clock()) + SEND_TIMEOUT < deadline:
            settled = self.outbox.settle_due(now, BATCH_SIZE, lambda due: self._attempt(due, clock))
            if not settled:
                break
            for settlement in settled:
                tally = tally.plus(settlement)
        return tally

    def _attempt(self, due: list[DueMessage], clock: Clock) -> list[Settlement]:
        outcomes = self.topics.send([one.message for one in due], SEND_TIMEOUT)
        now = clock()
        return [self._settle(one, outcome, now) for one, outcome in zip(due, outcomes, strict=True)]

    def _settle(self, due: DueMessage, outcome: Outcome, now: datetime) -> Settlement:
        match outcome:
            case Sent(message_name):
                return Settlement(due, now, message_name=message_name)
            case Failed(error, permanent) if permanent or due.attempts + 1 >= ATTEMPTS_MAX:
                return Settlement(due, now, error=error)
            case Failed(error, _, retry_after):
                pause = max(self._pause(due.attempts), retry_after or timedelta(0))
                return Settlement(due, now, error=error, due_at=now + pause)

    def _pause(self, attempts: int) -> timedelta:
        """Doubled at each attempt, and up to half as much again, so that not all come back at once."""
        pause = min(FIRST_PAUSE * 2**attempts, LONGEST_PAUSE)
        return pause * (1 + self.jitter() / 2)
