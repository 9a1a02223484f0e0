"""Erasures in PostgreSQL: what belongs to an account goes with its row, and the message is written with it."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from users.account import Account
from users.adapters.postgres_audit_log import PostgresAuditLog
from users.ports.personal_data import Erasure
from videoclub.drivers.postgres import Postgres, Row
from videoclub.identity import Role
from videoclub.ids import NOBODY, CustomerId, EventId

# Two admins who leave at once wait for each other here, and the second finds nobody left.
_LOCK_ADMINS = "SELECT id FROM accounts WHERE 'admin' = ANY (roles) AND status = 'active' ORDER BY id FOR UPDATE"
_DELETE = "DELETE FROM accounts WHERE id = %s"
_FORGET_SEGMENTS = "UPDATE segments SET created_by = %s WHERE created_by = %s"
_DELETE_MAILS = "DELETE FROM mail_requests WHERE email = %s"
_KEEP = """
    INSERT INTO erasures (event_id, customer_hash, customer_id, erased_at, settled_at, due_at, trace)
    VALUES (%(event_id)s, %(customer_hash)s, %(customer_id)s, %(erased_at)s, %(settled_at)s, %(erased_at)s, %(trace)s)
"""
_DUE = """
    SELECT event_id, customer_id, erased_at, settled_at, trace FROM erasures
    WHERE due_at <= %s ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED
"""
_TOLD = """
    UPDATE erasures
    SET due_at = CASE WHEN settled_at > %(now)s THEN settled_at END,
        customer_id = CASE WHEN settled_at > %(now)s THEN customer_id END,
        trace = CASE WHEN settled_at > %(now)s THEN trace END
    WHERE event_id = ANY (%(event_ids)s::uuid[])
"""


@dataclass(frozen=True)
class PostgresErasures:
    """The ErasureStore on PostgreSQL."""

    postgres: Postgres

    def erase_account(self, account: Account, erasure: Erasure) -> Literal["erased", "gone", "last-admin"]:
        with self.postgres.transaction() as connection:
            if Role.ADMIN in account.roles:
                admins = [str(row["id"]) for row in connection.execute(_LOCK_ADMINS)]
                if admins == [account.id]:
                    return "last-admin"
            if connection.execute(_DELETE, (account.id,)).rowcount == 0:
                return "gone"
            PostgresAuditLog(self.postgres).forget_person(account.id)
            connection.execute(_FORGET_SEGMENTS, (NOBODY, account.id))
            connection.execute(_DELETE_MAILS, (account.email,))
            connection.execute(_KEEP, _values(erasure))
        return "erased"

    def settle_due(self, now: datetime, limit: int, tell: Callable[[Sequence[Erasure]], None]) -> int:
        with self.postgres.transaction() as connection:
            due = [_erasure(row) for row in connection.execute(_DUE, (now, limit))]
            if due:
                tell(due)
                connection.execute(_TOLD, {"now": now, "event_ids": [erasure.event_id for erasure in due]})
        return len(due)


def _hash_of(customer_id: CustomerId) -> bytes:
    return hashlib.sha256(customer_id.encode()).digest()


def _values(erasure: Erasure) -> dict[str, Any]:
    from psycopg.types.json import Jsonb

    trace = Jsonb(erasure.trace) if erasure.trace else None
    return vars(erasure) | {"customer_hash": _hash_of(erasure.customer_id), "trace": trace}


def _erasure(row: Row) -> Erasure:
    customer_id = CustomerId(str(row["customer_id"]))
    return Erasure(EventId(str(row["event_id"])), customer_id, row["erased_at"], row["settled_at"], row["trace"])
