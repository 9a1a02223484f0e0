"""What API keys need from outside. Stores that do not answer raise ServiceUnavailable."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from users.api_key import ApiKey
from users.listing import Position
from videoclub.ids import AccountId, ApiKeyId


class ApiKeyStore(Protocol):
    """The keys of developers."""

    def insert_key(self, key: ApiKey, *, most: int) -> bool:
        """Keep the key unless its owner has `most` already."""
        ...

    def list_keys(self, account_id: AccountId, *, after: Position | None, limit: int) -> Sequence[ApiKey]:
        """An account's keys, the newest first."""
        ...

    def delete_key(self, account_id: AccountId, key_id: ApiKeyId) -> bool:
        """Delete the account's key; False when it has none of that id."""
        ...

    def find_key(self, key_hash: str) -> ApiKey | None: ...

    def record_use(self, key_id: ApiKeyId, *, now: datetime) -> None: ...
