"""API keys in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from users.api_key import ApiKey
from users.listing import Position
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, ApiKeyId, is_uuid

_COLUMNS = "id, account_id, name, prefix, key_hash, scopes, created_at, expires_at, last_used_at"
_LOCK_OWNER = "SELECT 1 FROM accounts WHERE id = %s FOR NO KEY UPDATE"
_INSERT = f"""
    INSERT INTO api_keys ({_COLUMNS})
    SELECT %(id)s, %(account_id)s, %(name)s, %(prefix)s, %(key_hash)s, %(scopes)s, %(created_at)s, %(expires_at)s,
           %(last_used_at)s
    WHERE (SELECT count(*) FROM api_keys WHERE account_id = %(account_id)s) < %(most)s
"""  # noqa: S608 - constants of this file
_LIST = f"""
    SELECT {_COLUMNS} FROM api_keys
    WHERE account_id = %(account_id)s AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s::uuid))
    ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608
_FIND = f"SELECT {_COLUMNS} FROM api_keys WHERE key_hash = %s"  # noqa: S608
_DELETE = "DELETE FROM api_keys WHERE id = %s AND account_id = %s"
_RECORD_USE = "UPDATE api_keys SET last_used_at = %s WHERE id = %s"


@dataclass(frozen=True)
class PostgresApiKeys:
    """The table `api_keys`."""

    postgres: Postgres

    def insert_key(self, key: ApiKey, *, most: int) -> bool:
        with self.postgres.transaction() as connection:
            connection.execute(_LOCK_OWNER, (key.account_id,))  # so that two at once are counted
            row = asdict(key) | {"scopes": list(key.scopes), "most": most}
            return connection.execute(_INSERT, row).rowcount == 1

    def list_keys(self, account_id: AccountId, *, after: Position | None, limit: int) -> Sequence[ApiKey]:
        at, key_id = after or (None, None)
        wanted = {"account_id": account_id, "at": at, "id": key_id, "limit": limit}
        with self.postgres.transaction() as connection:
            return [_api_key(row) for row in connection.execute(_LIST, wanted)]

    def delete_key(self, account_id: AccountId, key_id: ApiKeyId) -> bool:
        if not is_uuid(key_id):
            return False
        with self.postgres.transaction() as connection:
            return connection.execute(_DELETE, (key_id, account_id)).rowcount == 1

    def find_key(self, key_hash: str) -> ApiKey | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND, (key_hash,)).fetchone()
        return _api_key(row) if row else None

    def record_use(self, key_id: ApiKeyId, *, now: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_RECORD_USE, (now, key_id))


def _api_key(row: Row) -> ApiKey:
    return ApiKey(
        ApiKeyId(str(row["id"])),
        AccountId(str(row["account_id"])),
        row["name"],
        row["prefix"],
        row["key_hash"],
        tuple(row["scopes"]),
        row["created_at"],
        row["expires_at"],
        row["last_used_at"],
    )
