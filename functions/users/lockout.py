"""Lock-out: after too many failures nobody may try for a while, neither for that account nor from that address.
What anybody may ask is limited by address too.

An attempt counts as a failure before the password is looked at, and is taken back when it was right: so a thousand
attempts at once are not a thousand guesses. Unknown accounts are counted alike, so that lock-out reveals nobody.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from users.account import Email
from users.errors import TooManyAttempts
from users.ports.sessions import AttemptCount, AttemptCounter


@dataclass(frozen=True)
class LockoutLimits:
    """How many failures within `window`, from the first of them, are too many."""

    per_account: int
    per_address: int
    window: timedelta


@dataclass(frozen=True)
class Attempt:
    """A sign-in being tried; its subjects are hashes, as the store need not know people."""

    account: bytes
    address: bytes


@dataclass(frozen=True)
class Lockout:
    """Admits sign-ins."""

    failures: AttemptCounter
    limits: LockoutLimits

    def admit(self, email: Email, address: str, *, now: datetime) -> Attempt:
        """Let a sign-in be tried. Raises TooManyAttempts."""
        attempt = Attempt(_subject("account", email), _subject("address", address))
        counts = self.failures.count_attempt([attempt.account, attempt.address], window=self.limits.window, now=now)
        limits = (self.limits.per_account, self.limits.per_address)
        if wait_s := _wait_s(counts, limits, self.limits.window, now):
            raise TooManyAttempts("Too many sign-ins failed; wait, or reset the password.", retry_after_s=wait_s)
        return attempt

    def succeeded(self, attempt: Attempt) -> None:
        """The password was right: the account starts afresh, the address keeps its other failures."""
        self.failures.forget_attempts(attempt.account)
        self.failures.uncount_attempt(attempt.address)

    def forget(self, email: Email) -> None:
        """The account starts afresh: its owner proved to be that in another way."""
        self.failures.forget_attempts(_subject("account", email))


@dataclass(frozen=True)
class AddressLimit:
    """How often one network address may ask for a `kind` of thing within a window."""

    counter: AttemptCounter
    kind: str
    most: int
    window: timedelta

    def admit(self, address: str, *, now: datetime) -> None:
        """Count one more. Raises TooManyAttempts."""
        counts = self.counter.count_attempt([_subject(self.kind, address)], window=self.window, now=now)
        if wait_s := _wait_s(counts, [self.most], self.window, now):
            raise TooManyAttempts("That was asked too often from this address; wait.", retry_after_s=wait_s)


def _wait_s(counts: Sequence[AttemptCount], limits: Sequence[int], window: timedelta, now: datetime) -> int:
    """How many seconds to wait until every count is within its limit again, 0 when all are."""
    over = [count.since + window for count, most in zip(counts, limits, strict=True) if count.attempts > most]
    return max(1, math.ceil((max(over) - now).total_seconds())) if over else 0


def _subject(kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{kind}:{name}".encode()).digest()
