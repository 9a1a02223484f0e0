"""Requests for mails as rows of PostgreSQL."""

from users.account import Email
from users.link import MailRequest
from videoclub.drivers.postgres import Row

INSERT_MAIL = """
    INSERT INTO mail_requests (email, purpose, api_url, requested_at, due_at)
    VALUES (%(email)s, %(purpose)s, %(api_url)s, %(requested_at)s, %(requested_at)s)
    ON CONFLICT (email, purpose) DO UPDATE
    SET api_url = excluded.api_url, requested_at = excluded.requested_at, due_at = excluded.due_at, attempts = 0
"""


def mail_request(row: Row) -> MailRequest:
    """The request that a row holds."""
    return MailRequest(Email(row["email"]), row["purpose"], row["api_url"], row["requested_at"], row["attempts"])
