"""Sessions in PostgreSQL."""

from dataclasses import asdict, dataclass
from datetime import datetime

from users.session import Session
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, SessionId

_INSERT = """
    INSERT INTO sessions (id, account_id, token_hash, rotation_key, device, created_at, last_used_at, expires_at)
    VALUES (%(id)s, %(account_id)s, %(token_hash)s, %(rotation_key)s, %(device)s, %(created_at)s, %(last_used_at)s,
            %(expires_at)s)
"""
_FIND = """
    SELECT id, account_id, token_hash, previous_token_hash, rotated_at, rotation_key, device, created_at,
           last_used_at, expires_at, revoked_at
    FROM sessions WHERE id = %s
"""
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

    def insert_session(self, session: Session) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_INSERT, asdict(session))

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
