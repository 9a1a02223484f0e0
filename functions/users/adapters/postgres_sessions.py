"""Sessions in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from users.adapters.session_statements import REVOKE_ALL
from users.listing import Position
from users.session import Session
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, SessionId

_INSERT = """
    INSERT INTO sessions (id, account_id, token_hash, rotation_key, device, created_at, last_used_at, expires_at)
    SELECT %(id)s, %(account_id)s, %(token_hash)s, %(rotation_key)s, %(device)s, %(created_at)s, %(last_used_at)s,
           %(expires_at)s
    FROM accounts WHERE id = %(account_id)s AND password_hash = %(password_hash)s
    FOR SHARE  -- a change of the password waits, and then ends this session as well
"""
_COLUMNS = (
    "id, account_id, token_hash, previous_token_hash, rotated_at, rotation_key, device, created_at, last_used_at, "
    "expires_at, revoked_at"
)
_FIND = f"SELECT {_COLUMNS} FROM sessions WHERE id = %s"  # noqa: S608 - constants of this file
_LIST = f"""
    SELECT {_COLUMNS} FROM sessions
    WHERE account_id = %(account_id)s AND revoked_at IS NULL AND expires_at > %(now)s
      AND (%(at)s::timestamptz IS NULL OR (created_at, id) < (%(at)s, %(id)s::uuid))
    ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""  # noqa: S608
_ROTATE = """
    UPDATE sessions
    SET token_hash = %(next)s, previous_token_hash = token_hash, rotated_at = %(now)s, last_used_at = %(now)s,
        expires_at = %(expires_at)s
    WHERE id = %(id)s AND token_hash = %(current)s AND revoked_at IS NULL
"""
_REVOKE = "UPDATE sessions SET revoked_at = %s WHERE id = %s AND revoked_at IS NULL"


@dataclass(frozen=True)
class PostgresSessions:
    """The table `sessions`."""

    postgres: Postgres

    def insert_session(self, session: Session, *, password_hash: str) -> bool:
        with self.postgres.transaction() as connection:
            return connection.execute(_INSERT, asdict(session) | {"password_hash": password_hash}).rowcount == 1

    def list_sessions(
        self, account_id: AccountId, *, after: Position | None, limit: int, now: datetime
    ) -> Sequence[Session]:
        at, session_id = after or (None, None)
        wanted = {"account_id": account_id, "at": at, "id": session_id, "limit": limit, "now": now}
        with self.postgres.transaction() as connection:
            return [_session(row) for row in connection.execute(_LIST, wanted)]

    def find_session(self, session_id: SessionId) -> Session | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND, (session_id,)).fetchone()
        return _session(row) if row else None

    def rotate_session(self, session: Session, *, token_hash: bytes, expires_at: datetime, now: datetime) -> bool:
        change = {
            "id": session.id,
            "current": session.token_hash,
            "next": token_hash,
            "now": now,
            "expires_at": expires_at,
        }
        with self.postgres.transaction() as connection:
            return connection.execute(_ROTATE, change).rowcount == 1

    def revoke_session(self, session_id: SessionId, *, now: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_REVOKE, (now, session_id))

    def revoke_sessions(self, account_id: AccountId, *, now: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(REVOKE_ALL, {"account_id": account_id, "now": now})


def _session(row: Row) -> Session:
    return Session(
        SessionId(str(row["id"])),
        AccountId(str(row["account_id"])),
        row["token_hash"],
        row["rotation_key"],
        row["device"],
        row["created_at"],
        row["last_used_at"],
        row["expires_at"],
        row["previous_token_hash"],
        row["rotated_at"],
        row["revoked_at"],
    )
