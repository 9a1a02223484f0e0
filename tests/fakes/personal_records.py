"""What Users holds on a person beside the account, in memory, and how it is erased."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from fakes.accounts import MemoryAccounts, MemorySessions
from users.account import Account
from users.ports.personal_data import Erasure
from users.ports.watchlist import Wanted
from videoclub.identity import Role
from videoclub.ids import AccountId, EventId, MovieId


@dataclass
class MemoryWatchlist:
    """The watchlists of `accounts`."""

    accounts: MemoryAccounts
    kept: dict[AccountId, dict[MovieId, Wanted]] = field(default_factory=dict)

    def insert_wanted(
        self, account_id: AccountId, wanted: Wanted, *, limit: int
    ) -> Literal["kept", "full", "no-account"]:
        if self.accounts.find_account(account_id) is None:
            return "no-account"
        own = self.kept.setdefault(account_id, {})
        if wanted.movie_id not in own and len(own) >= limit:
            return "full"
        own.setdefault(wanted.movie_id, wanted)
        return "kept"

    def read_watchlist(self, account_id: AccountId, *, after: Wanted | None, limit: int) -> Sequence[Wanted]:
        def position(wanted: Wanted) -> tuple[datetime, MovieId]:
            return wanted.added_at, wanted.movie_id

        newest_first = sorted(self.kept.get(account_id, {}).values(), key=position, reverse=True)
        return [each for each in newest_first if after is None or position(each) < position(after)][:limit]

    def delete_wanted(self, account_id: AccountId, movie_id: MovieId) -> None:
        self.kept.get(account_id, {}).pop(movie_id, None)


@dataclass
class MemoryRecords:
    """What `accounts` has on a person."""

    accounts: MemoryAccounts

    def export_account(self, account_id: AccountId) -> dict[str, Any]:
        account = self.accounts.find_account(account_id)
        return {"account": {"email": account.email} if account else None}


@dataclass
class MemoryErasures:
    """Erases from `accounts`, `sessions` and `watchlist`."""

    accounts: MemoryAccounts
    sessions: MemorySessions
    watchlist: MemoryWatchlist
    due: dict[EventId, tuple[datetime, Erasure]] = field(default_factory=dict)

    def erase_account(self, account: Account, erasure: Erasure) -> Literal["erased", "gone", "last-admin"]:
        active = [each.account for each in self.accounts.kept.values() if not each.account.is_suspended]
        if account.roles and [each.id for each in active if Role.ADMIN in each.roles] == [account.id]:
            return "last-admin"
        if self.accounts.kept.pop(account.id, None) is None:
            return "gone"
        for session_id in [key for key, each in self.sessions.kept.items() if each.account_id == account.id]:
            del self.sessions.kept[session_id]
        self.watchlist.kept.pop(account.id, None)
        self.due[erasure.event_id] = (erasure.erased_at, erasure)
        return "erased"

    def settle_due(self, now: datetime, limit: int, tell: Callable[[Sequence[Erasure]], None]) -> int:
        due = [erasure for due_at, erasure in self.due.values() if due_at <= now][:limit]
        if due:
            tell(due)
        for erasure in due:
            del self.due[erasure.event_id]
            if erasure.settled_at > now:
                self.due[erasure.event_id] = (erasure.settled_at, erasure)
        return len(due)
