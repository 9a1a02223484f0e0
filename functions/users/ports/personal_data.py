"""What export and erasure need from outside. Stores that do not answer raise ServiceUnavailable."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from pydantic import JsonValue

from users.account import Account
from videoclub.ids import AccountId, CustomerId, EventId
from videoclub.tracing import Carrier


class PersonalRecords(Protocol):
    """What Users holds on a person."""

    def export_account(self, account_id: AccountId) -> dict[str, JsonValue]:
        """All of it, without secrets and hashes."""
        ...


@dataclass(frozen=True)
class Erasure:
    """A person to be forgotten everywhere: told at `erased_at`, and a last time at `settled_at`.

    `trace` is of the request that asked for it.
    """

    event_id: EventId
    customer_id: CustomerId
    erased_at: datetime
    settled_at: datetime
    trace: Carrier | None = None


class ErasureStore(Protocol):
    """Erases accounts, and keeps what the other services must be told of it."""

    def erase_account(self, account: Account, erasure: Erasure) -> Literal["erased", "gone", "last-admin"]:
        """Delete the account with all that belongs to it, and keep the erasure to be told, all or nothing."""
        ...

    def settle_due(self, now: datetime, limit: int, tell: Callable[[Sequence[Erasure]], None]) -> int:
        """Give up to `limit` erasures that are due to `tell`, and forget whose they were after the last time.

        Returns how many there were. If `tell` raises, they are due as before.
        """
        ...
