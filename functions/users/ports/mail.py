"""What mailing needs from outside. Stores that do not answer raise ServiceUnavailable."""

from datetime import datetime
from typing import Protocol

from users.link import AccountLink, MailRequest, Purpose
from users.mail import Mail
from videoclub.ids import AccountId


class MailRequests(Protocol):
    """Mails that are to be sent."""

    def insert_request(self, request: MailRequest) -> None:
        """Keep the request; it takes the place of one for the same address and purpose that still waits."""
        ...

    def claim_request(self, *, now: datetime, retry_at: datetime) -> MailRequest | None:
        """The request that is due the longest, None without one; nobody else is given it before `retry_at`."""
        ...

    def defer_request(self, request: MailRequest, *, due_at: datetime) -> None:
        """Try again then, unless it was asked anew meanwhile."""
        ...

    def delete_request(self, request: MailRequest) -> None:
        """It is done, unless it was asked anew meanwhile."""
        ...


class LinkStore(Protocol):
    """The links that were mailed. Each is used in one step with what it is for, so that it works once."""

    def insert_link(self, link: AccountLink, *, most: int) -> bool:
        """Keep the link unless its account has `most` live ones for its purpose."""
        ...

    def delete_link(self, token_hash: bytes) -> None: ...

    def find_link(self, token_hash: bytes, purpose: Purpose, *, now: datetime) -> AccountId | None:
        """Whose live link this is."""
        ...

    def verify_email(self, token_hash: bytes, *, now: datetime) -> bool:
        """Use the link, with it all for its purpose, and record that the address is its owner's; False without it."""
        ...

    def reset_password(self, token_hash: bytes, password_hash: str, *, now: datetime) -> bool:
        """Use the link likewise: set the password, end every session, record the address as verified."""
        ...

    def clear_away(self, *, now: datetime) -> None:
        """Delete some links and sessions that are long over."""
        ...


class MailSender(Protocol):
    """Sends mails."""

    def send_mail(self, mail: Mail) -> None:
        """Hand the mail over. Raises ServiceUnavailable when that is not certain."""
        ...


class Relay(Protocol):
    """Whoever sends the mails that wait."""

    def wake(self) -> None:
        """Ask it to look now, without waiting; a call that is lost is made up for by its next sweep."""
        ...
