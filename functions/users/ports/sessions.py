"""What signing in needs from outside. Stores that do not answer raise ServiceUnavailable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from users.account import Account
from users.listing import Position
from users.session import Session
from videoclub.ids import AccountId, SessionId


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
