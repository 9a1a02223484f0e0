"""API keys: made, listed and deleted by developers, recognised for every service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from users.account import Account
from users.api_key import ApiKey
from users.audit import Change
from users.errors import TooManyApiKeys
from users.listing import read_page
from users.ports.accounts import AccountStore, AuditLog, Transactions
from users.ports.api_keys import ApiKeyStore
from videoclub.cursors import Cursors
from videoclub.errors import FieldError, NotFound, Unauthenticated, ValidationFailed
from videoclub.identity import Role
from videoclub.ids import AccountId, ApiKeyId

KEYS_PER_ACCOUNT = 50
USE_RECORDED_EVERY = timedelta(minutes=5)
"""The date of a key's last use is written no more often than this."""


@dataclass(frozen=True)
class ApiKeys:
    """A developer's keys."""

    store: ApiKeyStore
    cursors: Cursors
    audit_log: AuditLog
    transactions: Transactions

    def create_key(
        self, account_id: AccountId, name: str, scopes: tuple[str, ...], *, expires_at: datetime | None, now: datetime
    ) -> tuple[ApiKey, str]:
        """A new key and its text, told this once. Raises ValidationFailed for a time gone by, TooManyApiKeys."""
        if expires_at is not None and expires_at <= now:
            raise ValidationFailed(FieldError("/expires_at", "past", "must lie in the future"))
        key, text = ApiKey.make(account_id, name, scopes, expires_at=expires_at, now=now)
        with self.transactions.transaction():
            if not self.store.insert_key(key, most=KEYS_PER_ACCOUNT):
                raise TooManyApiKeys(f"You have {KEYS_PER_ACCOUNT} keys; delete one first.")
            told: JsonValue = [*scopes]
            self.audit_log.record(Change(account_id, "added", "api-key", key.id, now, after={"scopes": told}))
        return key, text

    def list_keys(
        self, account_id: AccountId, *, cursor: str | None, limit: int
    ) -> tuple[Sequence[ApiKey], str | None]:
        """A page of the account's keys, the newest first, and the cursor of the next one."""
        return read_page(
            lambda after, most: self.store.list_keys(account_id, after=after, limit=most),
            cursors=self.cursors,
            cursor=cursor,
            limit=limit,
            of=account_id,
            kind="api-keys",
        )

    def delete_key(self, account_id: AccountId, key_id: ApiKeyId, *, now: datetime) -> None:
        """Revoke a key of the account's own. Raises NotFound, also for somebody else's."""
        with self.transactions.transaction():
            if not self.store.delete_key(account_id, key_id):
                raise NotFound("There is no such API key.")
            self.audit_log.record(Change(account_id, "deleted", "api-key", key_id, now))


@dataclass(frozen=True)
class KeyRecognition:
    """Tells other services who calls with a key."""

    store: ApiKeyStore
    accounts: AccountStore

    def authenticate_key(self, key_hash: str, *, now: datetime) -> tuple[ApiKey, Account]:
        """The key and its owner as they are now.

        Raises Unauthenticated for an unknown or expired key, and when its owner is suspended or no developer any more.
        """
        key = self.store.find_key(key_hash)
        owner = self.accounts.find_account(key.account_id) if key else None
        if key is None or owner is None or owner.is_suspended or Role.DEVELOPER not in owner.roles:
            raise Unauthenticated("This API key is not valid.")
        if key.expires_at is not None and key.expires_at <= now:
            raise Unauthenticated("This API key has expired.")
        if key.last_used_at is None or now - key.last_used_at >= USE_RECORDED_EVERY:
            self.store.record_use(key.id, now=now)
        return key, owner
