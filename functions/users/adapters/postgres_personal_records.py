"""What PostgreSQL has on a person, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId

_ACCOUNT = """
    SELECT id, email, email_verified_at, display_name, locale, country, birth_year, roles, status, tags, created_at
    FROM accounts WHERE id = %s
"""
# No hash of a token or a key, and no key that tokens are made from: whoever has those has the account.
_SECTIONS: Mapping[str, LiteralString] = {
    "sessions": """
        SELECT id, device, created_at, last_used_at, expires_at, revoked_at
        FROM sessions WHERE account_id = %s ORDER BY created_at, id
    """,
    "mailed_links": """
        SELECT purpose, created_at, expires_at FROM account_links WHERE account_id = %s ORDER BY created_at
    """,
    "api_keys": """
        SELECT id, name, prefix, scopes, created_at, expires_at, last_used_at
        FROM api_keys WHERE account_id = %s ORDER BY created_at, id
    """,
    "changes": """
        SELECT at, action, before, after FROM audit_log WHERE subject_id = %s ORDER BY at, id
    """,
    "watchlist": "SELECT movie_id, added_at FROM watchlist WHERE account_id = %s ORDER BY added_at, movie_id",
}


@dataclass(frozen=True)
class PostgresPersonalRecords:
    """The PersonalRecords on PostgreSQL."""

    postgres: Postgres

    def export_account(self, account_id: AccountId) -> dict[str, JsonValue]:
        with self.postgres.transaction() as connection:
            account = connection.execute(_ACCOUNT, (account_id,)).fetchone()
            sections = {
                name: connection.execute(statement, (account_id,)).fetchall() for name, statement in _SECTIONS.items()
            }
        return to_jsonable_python({"account": account, **sections})
