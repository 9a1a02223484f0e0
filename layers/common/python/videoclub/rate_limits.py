"""How often a caller may ask: counted by account, by API key, or by network address for who shows neither.

A window slides by weighing the one before by what of it is still within reach: two numbers a caller, however many
requests. What is refused does not count, so that a client that waits as it is told gets through.
"""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from videoclub.errors import DomainError, ServiceUnavailable

type Guard = Literal["sign-in", "sign-up"]
"""What is tried in somebody's name: counted by address besides, and refused while nobody can count."""


class QuotaExceeded(DomainError):
    """The caller asked too often; `violated_policies` names the limits."""

    slug = "quota-exceeded"

    def __init__(self, policies: Sequence[str], *, retry_after_s: int) -> None:
        super().__init__("That was asked too often; wait.", violated_policies=list(policies))
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` requests within any `window`; `policy` is its name for clients."""

    policy: str
    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """What was counted in the current window, of which `elapsed` is over, and in the one before."""

    current: int
    previous: int
    elapsed: timedelta

    def used(self, limit: Limit) -> float:
        """How many requests count now."""
        return self.current + self.previous * (1 - self.elapsed / limit.window)

    def wait(self, limit: Limit) -> timedelta:
        """How long until one more is within the limit, if nobody asks meanwhile; zero when it is now."""
        room = limit.most - 1
        if self.used(limit) <= room:
            return timedelta(0)
        if self.current <= room:
            return limit.window * (1 - (room - self.current) / self.previous) - self.elapsed
        return limit.window * (2 - room / self.current) - self.elapsed


class RequestCounter(Protocol):
    """Counts requests of one service."""

    def count_request(self, caller: str, limits: Sequence[Limit], *, now: datetime) -> tuple[bool, Sequence[Window]]:
        """Count one more in each of the limits if it is within all of them.

        Answers whether it was counted and the windows of the limits, in their order, as they are afterwards. `caller`
        is a pseudonym. Raises ServiceUnavailable.
        """
        ...


@dataclass(frozen=True)
class Admission:
    """Whether a request may be served, and what to tell its client; no headers when nobody could count."""

    headers: Mapping[str, str]
    refusal: QuotaExceeded | None = None


@dataclass(frozen=True)
class RateLimits:
    """The limits of a service: of those who are known by account or key, of addresses, and of what is guarded."""

    account: Limit
    key: Limit
    address: Limit
    guards: Mapping[Guard, Limit]


@dataclass(frozen=True)
class RateLimiter:
    """Admits requests. While nobody can count it lets pass what is not guarded."""

    counter: RequestCounter
    limits: RateLimits

    def admit_account(self, account_id: str, *, now: datetime) -> Admission:
        """A request of an account."""
        return self._admit(f"account:{account_id}", [self.limits.account], now)

    def admit_key(self, key: str, *, now: datetime) -> Admission:
        """A request with an API key."""
        return self._admit(f"key:{key}", [self.limits.key], now)

    def admit_address(self, address: str, *, guard: Guard | None = None, now: datetime) -> Admission:
        """A request of somebody unknown. Raises ServiceUnavailable when it is guarded and cannot be counted."""
        limits = [self.limits.address, *([self.limits.guards[guard]] if guard else [])]
        return self._admit(f"address:{address}", limits, now, closed=guard is not None)

    def _admit(self, name: str, limits: Sequence[Limit], now: datetime, *, closed: bool = False) -> Admission:
        caller = hashlib.sha256(name.encode()).hexdigest()
        try:
            counted, windows = self.counter.count_request(caller, limits, now=now)
        except ServiceUnavailable:
            if closed:
                raise
            return Admission({})
        pairs = list(zip(limits, windows, strict=True))
        headers = {
            "RateLimit-Policy": ", ".join(f'"{it.policy}";q={it.most};w={_seconds(it.window)}' for it in limits),
            "RateLimit": ", ".join(_state(limit, window) for limit, window in pairs),
        }
        if counted:
            return Admission(headers)
        waits = {limit.policy: wait for limit, window in pairs if (wait := window.wait(limit))}
        wait_s = max([1, *map(_seconds, waits.values())])
        return Admission(headers, QuotaExceeded(list(waits), retry_after_s=wait_s))


def _state(limit: Limit, window: Window) -> str:
    """What is left, and after how many seconds more is (draft-ietf-httpapi-ratelimit-headers-10)."""
    left = max(0, math.floor(limit.most - window.used(limit)))
    until = limit.window - window.elapsed if left else window.wait(limit)
    return f'"{limit.policy}";r={left};t={_seconds(until)}'


def _seconds(span: timedelta) -> int:
    return math.ceil(span.total_seconds())
