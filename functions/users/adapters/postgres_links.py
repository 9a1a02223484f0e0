"""Links that were mailed, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import LiteralString

from users.adapters.session_statements import REVOKE_ALL
from users.link import AccountLink, Purpose
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId

CLEARED_PER_RUN = 1000
SESSIONS_KEPT_FOR = timedelta(days=1)
"""How long a session that is over stays on record."""

_INSERT = """
    INSERT INTO account_links (token_hash, account_id, purpose, created_at, expires_at)
    SELECT %(token_hash)s, %(account_id)s, %(purpose)s, %(created_at)s, %(expires_at)s
    WHERE (
        SELECT count(*) FROM account_links
        WHERE account_id = %(account_id)s AND purpose = %(purpose)s AND expires_at > %(created_at)s
    ) < %(most)s
"""
_DELETE = "DELETE FROM account_links WHERE token_hash = %s"
_FIND = """
    SELECT account_id FROM account_links
    WHERE token_hash = %(token_hash)s AND purpose = %(purpose)s AND expires_at > %(now)s
"""
_USE = """
    DELETE FROM account_links
    WHERE token_hash = %(token_hash)s AND purpose = %(purpose)s AND expires_at > %(now)s
    RETURNING account_id
"""
_USE_OTHERS = "DELETE FROM account_links WHERE account_id = %(account_id)s AND purpose = %(purpose)s"
_VERIFY = """
    UPDATE accounts SET email_verified_at = %(now)s, version = version + 1
    WHERE id = %(account_id)s AND email_verified_at IS NULL
"""
_SET_PASSWORD = "UPDATE accounts SET password_hash = %(password_hash)s WHERE id = %(account_id)s"  # noqa: S105
_CLEAR_LINKS = """
    DELETE FROM account_links WHERE token_hash IN (
        SELECT token_hash FROM account_links WHERE expires_at <= %(now)s LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
"""
_CLEAR_SESSIONS = """
    DELETE FROM sessions WHERE id IN (
        SELECT id FROM sessions WHERE expires_at <= %(before)s LIMIT %(most)s FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True)
class PostgresLinks:
    """The table `account_links`, with what its links change in `accounts` and `sessions`."""

    postgres: Postgres

    def insert_link(self, link: AccountLink, *, most: int) -> bool:
        with self.postgres.transaction() as connection:
            return connection.execute(_INSERT, asdict(link) | {"most": most}).rowcount == 1

    def delete_link(self, token_hash: bytes) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_DELETE, (token_hash,))

    def find_link(self, token_hash: bytes, purpose: Purpose, *, now: datetime) -> AccountId | None:
        with self.postgres.transaction() as connection:
            link = {"token_hash": token_hash, "purpose": purpose, "now": now}
            row = connection.execute(_FIND, link).fetchone()
        return AccountId(str(row["account_id"])) if row else None

    def verify_email(self, token_hash: bytes, *, now: datetime) -> bool:
        return self._use(token_hash, "verify-email", [_VERIFY], {"now": now})

    def reset_password(self, token_hash: bytes, password_hash: str, *, now: datetime) -> bool:
        # The password first: a sign-in with the old one waits for its row, or is there to be ended.
        values = {"now": now, "password_hash": password_hash}
        return self._use(token_hash, "reset-password", (_SET_PASSWORD, REVOKE_ALL, _VERIFY), values)

    def clear_away(self, *, now: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_CLEAR_LINKS, {"now": now, "most": CLEARED_PER_RUN})
            connection.execute(_CLEAR_SESSIONS, {"before": now - SESSIONS_KEPT_FOR, "most": CLEARED_PER_RUN})

    def _use(
        self, token_hash: bytes, purpose: Purpose, changes: Sequence[LiteralString], values: Mapping[str, object]
    ) -> bool:
        with self.postgres.transaction() as connection:
            link = connection.execute(_USE, {**values, "token_hash": token_hash, "purpose": purpose}).fetchone()
            if link is None:
                return False
            for change in (_USE_OTHERS, *changes):
                connection.execute(change, {**values, "account_id": link["account_id"], "purpose": purpose})
            return True
