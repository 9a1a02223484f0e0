"""Lock-out: after too many failures nobody may try for a while, neither for that account nor from that address.

An attempt counts as a failure before the password is looked at, and is taken back when it was right: so a thousand
attempts at once are not a thousand guesses. Unknown accounts are counted alike, so that lock-out reveals nobody.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from users.account import Email
from users.errors import TooManyAttempts
from users.ports import SignInFailures


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

    failures: SignInFailures
    limits: LockoutLimits

    def admit(self, email: Email, address: str, *, now: datetime) -> Attempt:
        """Let a sign-in be tried. Raises TooManyAttempts."""
        attempt = Attempt(_subject("account", email), _subject("address", address))
        counts = self.failures.count_failure([attempt.account, attempt.address], window=self.limits.window, now=now)
        over = [
            count.since + self.limits.window
            for count, limit in zip(counts, (self.limits.per_account, self.limits.per_address), strict=True)
            if count.failures > limit
        ]
        if over:
            raise TooManyAttempts(
                "Too many sign-ins failed; wait, or reset the password.",
                retry_after_s=max(1, math.ceil((max(over) - now).total_seconds())),
            )
        return attempt

    def succeeded(self, attempt: Attempt) -> None:
        """The password was right: the account starts afresh, the address keeps its other failures."""
        self.failures.forget_failures(attempt.account)
        self.failures.uncount_failure(attempt.address)


def _subject(kind: str, name: str) -> bytes:
    return hashlib.sha256(f"{kind}:{name}".encode()).digest()
