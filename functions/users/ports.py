"""What the use cases of Users need from outside. Stores that do not answer raise ServiceUnavailable."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from pydantic import JsonValue

from users.account import Account, Credentials, Email, Profile
from users.audit import Change
from users.link import MailRequest
from users.listing import Position
from users.session import Session
from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.ids import AccountId, CustomerId, EventId, MovieId, SessionId
from videoclub.tracing import Carrier


class Transactions(Protocol):
    """Makes one of several changes to the stores that lie in the same database."""

    def transaction(self) -> AbstractContextManager[object]:
        """What is done within is done together or not at all: an exception undoes it. Transactions may be nested."""
        ...


class AuditLog(Protocol):
    """Who did what, when; entries are added and stay as they are."""

    def record(self, change: Change) -> None:
        """Add an entry, within the transaction of the change it tells of where there is one."""
        ...

    def read_entries(self, request: AuditRequest) -> Sequence[AuditEntry]:
        """Entries, the latest first."""
        ...

    def forget_person(self, account_id: AccountId) -> None:
        """Take out who they were, and what was changed about them; that something was done, and when, stays."""
        ...


class AccountStore(Protocol):
    """The accounts."""

    def insert_accounts(self, accounts: Sequence[Credentials], *, mails: Sequence[MailRequest] = ()) -> int:
        """Keep the accounts whose id and address are both new, and if any was, ask for the mails in the same step.

        Returns how many were new.
        """
        ...

    def find_account(self, account_id: AccountId) -> Account | None: ...

    def read_countries(self, account_ids: Sequence[AccountId]) -> Mapping[AccountId, str]:
        """Where these people live (ISO 3166-1); those who are unknown, or did not tell, are left out."""
        ...

    def find_credentials(self, email: Email) -> Credentials | None: ...

    def update_profile(self, account: Account, profile: Profile) -> Account | None:
        """The account changed, None when it changed meanwhile."""
        ...

    def change_password(
        self, account_id: AccountId, password_hash: str, *, replacing: str, session_id: SessionId | None, now: datetime
    ) -> bool:
        """Keep the new hash and end all sessions but this one, in one step; False if the hash changed meanwhile."""
        ...

    def replace_password_hash(self, account_id: AccountId, password_hash: str, *, replacing: str) -> None:
        """Keep the new hash unless the password was changed meanwhile."""
        ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...


class SessionStore(Protocol):
    """Who is signed in where."""

    def insert_session(self, session: Session, *, password_hash: str) -> bool:
        """Keep the session; False when the password is another one meanwhile."""
        ...

    def list_sessions(
        self, account_id: AccountId, *, after: Position | None, limit: int, now: datetime
    ) -> Sequence[Session]:
        """An account's live sessions, the newest first."""
        ...

    def find_session(self, session_id: SessionId) -> Session | None: ...

    def rotate_session(self, session: Session, *, token_hash: bytes, expires_at: datetime, now: datetime) -> bool:
        """Make `token_hash` the next one, in one step; False when the session was rotated or revoked meanwhile."""
        ...

    def revoke_session(self, session_id: SessionId, *, now: datetime) -> None:
        """End the session; nothing happens when it is over."""
        ...

    def revoke_sessions(self, account_id: AccountId, *, now: datetime) -> None:
        """End all sessions of the account."""
        ...


@dataclass(frozen=True)
class AttemptCount:
    """Attempts of one subject in the window that began at `since`."""

    attempts: int
    since: datetime


class AttemptCounter(Protocol):
    """Attempts by subject, counted for all environments together."""

    def count_attempt(self, subjects: Sequence[bytes], *, window: timedelta, now: datetime) -> Sequence[AttemptCount]:
        """Count one more for each subject, beginning a new window where the last is over; the counts that result."""
        ...

    def forget_attempts(self, subject: bytes) -> None:
        """Begin again at none."""
        ...

    def uncount_attempt(self, subject: bytes) -> None:
        """Take back the one that was counted last."""
        ...


class PasswordHasher(Protocol):
    """A slow, salted hash."""

    def hash(self, password: str) -> str: ...

    def verify(self, password: str, password_hash: str | None) -> bool:
        """Is it the password? Without a hash it takes as long and the answer is no."""
        ...

    def needs_rehash(self, password_hash: str) -> bool:
        """Was the hash made with other parameters than today's?"""
        ...


@dataclass(frozen=True)
class AccessToken:
    """A token that `videoclub.identity` accepts for `expires_in` seconds."""

    text: str
    expires_in: int


class TokenIssuer(Protocol):
    """Makes access tokens."""

    def issue(self, account: Account, session_id: SessionId, *, now: datetime) -> AccessToken: ...


@dataclass(frozen=True)
class Wanted:
    """A film on a watchlist since `added_at`."""

    movie_id: MovieId
    added_at: datetime


class WatchlistStore(Protocol):
    """The watchlists of customers."""

    def insert_wanted(
        self, account_id: AccountId, wanted: Wanted, *, limit: int
    ) -> Literal["kept", "full", "no-account"]:
        """Keep the film unless it is there; `full` when the list has `limit` others already."""
        ...

    def read_watchlist(self, account_id: AccountId, *, after: Wanted | None, limit: int) -> Sequence[Wanted]:
        """The films on the list, those added last first, beyond `after`."""
        ...

    def delete_wanted(self, account_id: AccountId, movie_id: MovieId) -> None:
        """Take the film off; nothing happens when it is not there."""
        ...


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
