"""A sign-in on one device, and the refresh tokens that descend from it.

Each refresh hands out a new token. A token used twice means that two parties hold it, so the whole session ends
(RFC 9700, 4.14.2). A client that lost the answer also repeats its token: within a short grace it gets the very same
successor again, because a token is derived from its predecessor and the session's own key.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Self
from uuid import UUID

from videoclub.ids import AccountId, SessionId, new_id

SECRET_BYTES = 32


@dataclass(frozen=True)
class RefreshToken:
    """An opaque token `<session id>.<secret>`. Whoever knows a session's id holds its access token as well."""

    session_id: SessionId
    secret: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The token that `text` spells, None when it spells none."""
        session_id, _, secret = text.partition(".")
        try:
            return cls(SessionId(str(UUID(session_id))), secret)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.session_id}.{self.secret}"

    @property
    def hash(self) -> bytes:
        """What is stored of it; the secret has full entropy, so a plain digest is enough."""
        return hashlib.sha256(self.secret.encode()).digest()


class TokenUse(Enum):
    """What a presented token is to its session."""

    CURRENT = auto()
    JUST_ROTATED = auto()
    REUSED = auto()


@dataclass(frozen=True)
class Session:
    """A sign-in. `device` is what the client called itself."""

    id: SessionId
    account_id: AccountId
    token_hash: bytes
    rotation_key: bytes
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    previous_token_hash: bytes | None = None
    rotated_at: datetime | None = None
    revoked_at: datetime | None = None

    @classmethod
    def begin(
        cls, account_id: AccountId, *, device: str, lifetime: timedelta, now: datetime
    ) -> tuple[Self, RefreshToken]:
        """A new session with its first token."""
        token = RefreshToken(SessionId(new_id()), secrets.token_urlsafe(SECRET_BYTES))
        session = cls(
            token.session_id,
            account_id,
            token.hash,
            secrets.token_bytes(SECRET_BYTES),
            device,
            created_at=now,
            last_used_at=now,
            expires_at=now + lifetime,
        )
        return session, token

    def is_live(self, now: datetime) -> bool:
        """False once it is revoked or was not used for its lifetime."""
        return self.revoked_at is None and now < self.expires_at

    def recognise(self, token: RefreshToken, *, grace: timedelta, now: datetime) -> TokenUse:
        """Is this the token to use next, the one just used, or an older or invented one?"""
        if hmac.compare_digest(token.hash, self.token_hash):
            return TokenUse.CURRENT
        within_grace = self.rotated_at is not None and now - self.rotated_at <= grace
        if within_grace and hmac.compare_digest(token.hash, self.previous_token_hash or b""):
            return TokenUse.JUST_ROTATED
        return TokenUse.REUSED

    def successor_of(self, token: RefreshToken) -> RefreshToken:
        """The token that follows `token`: the same each time it is asked for, unpredictable without the key."""
        digest = hmac.digest(self.rotation_key, token.secret.encode(), "sha256")
        return RefreshToken(self.id, base64.urlsafe_b64encode(digest).decode().rstrip("="))
