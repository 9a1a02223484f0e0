"""Mails to be sent, in PostgreSQL."""

from dataclasses import asdict, dataclass
from datetime import datetime

from users.adapters.mail_rows import INSERT_MAIL, mail_request
from users.link import MailRequest
from videoclub.drivers.postgres import Postgres

_CLAIM = """
    UPDATE mail_requests SET attempts = attempts + 1, due_at = %(retry_at)s
    WHERE (email, purpose) = (
        SELECT email, purpose FROM mail_requests WHERE due_at <= %(now)s
        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING email, purpose, api_url, requested_at, attempts
"""
_THIS_ONE = "email = %(email)s AND purpose = %(purpose)s AND requested_at = %(requested_at)s"
_DEFER = f"UPDATE mail_requests SET due_at = %(due_at)s WHERE {_THIS_ONE}"  # noqa: S608 - constants of this file
_DELETE = f"DELETE FROM mail_requests WHERE {_THIS_ONE}"  # noqa: S608


@dataclass(frozen=True)
class PostgresMailRequests:
    """The table `mail_requests`."""

    postgres: Postgres

    def insert_request(self, request: MailRequest) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(INSERT_MAIL, asdict(request))

    def claim_request(self, *, now: datetime, retry_at: datetime) -> MailRequest | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_CLAIM, {"now": now, "retry_at": retry_at}).fetchone()
        return mail_request(row) if row else None

    def defer_request(self, request: MailRequest, *, due_at: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_DEFER, asdict(request) | {"due_at": due_at})

    def delete_request(self, request: MailRequest) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_DELETE, asdict(request))
