"""Links that are mailed to the owner of an account: for one purpose, for a while, and to be used once."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from users.account import Email
from videoclub.ids import AccountId

SECRET_BYTES = 32

type Purpose = Literal["verify-email", "reset-password"]

LIFETIMES: Final[dict[Purpose, timedelta]] = {
    "verify-email": timedelta(days=2),
    "reset-password": timedelta(minutes=30),
}
"""How long a link of each purpose may be used, from the moment its mail is made."""


@dataclass(frozen=True)
class MailRequest:
    """Somebody asked that a link be mailed to this address; `api_url` is where it leads. `attempts` were begun."""

    email: Email
    purpose: Purpose
    api_url: str
    requested_at: datetime
    attempts: int = 0


@dataclass(frozen=True)
class AccountLink:
    """A link as it is kept."""

    token_hash: bytes
    account_id: AccountId
    purpose: Purpose
    created_at: datetime
    expires_at: datetime

    @classmethod
    def to(cls, account_id: AccountId, purpose: Purpose, *, now: datetime) -> "tuple[AccountLink, str]":
        """A new link to an account, and its token, which is kept nowhere."""
        token = secrets.token_urlsafe(SECRET_BYTES)
        return cls(hash_token(token), account_id, purpose, now, now + LIFETIMES[purpose]), token


def hash_token(token: str) -> bytes:
    """What is stored of a token; it has full entropy, so a plain digest is enough."""
    return hashlib.sha256(token.encode()).digest()
