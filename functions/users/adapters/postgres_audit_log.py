"""The audit log in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass

from users.audit import Change
from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.drivers.audit_rows import read_audit_entries
from videoclub.drivers.postgres import Postgres
from videoclub.ids import NOBODY, AccountId

_INSERT = """
    INSERT INTO audit_log (at, actor, action, kind, subject_id, before, after)
    VALUES (%(at)s, %(actor)s, %(action)s, %(kind)s, %(subject_id)s, %(before)s, %(after)s)
"""
_FORGET = """
    UPDATE audit_log
    SET actor = CASE actor WHEN %(id)s THEN %(nobody)s ELSE actor END,
        subject_id = CASE subject_id WHEN %(id)s THEN %(nobody)s ELSE subject_id END,
        before = CASE subject_id WHEN %(id)s THEN NULL ELSE before END,
        after = CASE subject_id WHEN %(id)s THEN NULL ELSE after END
    WHERE actor = %(id)s OR subject_id = %(id)s
"""


@dataclass(frozen=True)
class PostgresAuditLog:
    """The table `audit_log`, which the database itself lets nobody rewrite."""

    postgres: Postgres

    def record(self, change: Change) -> None:
        from psycopg.types.json import Jsonb

        values = vars(change) | {
            "before": Jsonb(change.before) if change.before is not None else None,
            "after": Jsonb(change.after) if change.after is not None else None,
        }
        with self.postgres.transaction() as connection:
            connection.execute(_INSERT, values)

    def read_entries(self, request: AuditRequest) -> Sequence[AuditEntry]:
        return read_audit_entries(self.postgres, request)

    def forget_person(self, account_id: AccountId) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_FORGET, {"id": account_id, "nobody": NOBODY})
