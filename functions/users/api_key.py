"""What an API key is: `vc_<8 characters to know it by>_<secret>`."""

import secrets
import string
from dataclasses import dataclass
from datetime import datetime

from videoclub.api_keys import hash_api_key
from videoclub.ids import AccountId, ApiKeyId, new_id

PREFIX_CHARS = 8
SECRET_BYTES = 32
_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True)
class ApiKey:
    """A key as it is kept. `last_used_at` is true to some minutes."""

    id: ApiKeyId
    account_id: AccountId
    name: str
    prefix: str
    key_hash: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None

    @classmethod
    def make(
        cls, account_id: AccountId, name: str, scopes: tuple[str, ...], *, expires_at: datetime | None, now: datetime
    ) -> "tuple[ApiKey, str]":
        """A new key and its text, which is kept nowhere."""
        prefix = "vc_" + "".join(secrets.choice(_ALPHABET) for _ in range(PREFIX_CHARS))
        text = f"{prefix}_{secrets.token_urlsafe(SECRET_BYTES)}"
        return cls(ApiKeyId(new_id()), account_id, name, prefix, hash_api_key(text), scopes, now, expires_at), text
