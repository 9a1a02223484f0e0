"""What links in mails are for: proving that an address is one's own, and choosing a new password.

Asking for a mail looks up nobody: the same row is written for every address, and whether there is such an account is
found out later, when the mail is made. So the answer and its time tell nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from users.account import Email
from users.errors import LinkExpired
from users.link import MailRequest, Purpose, hash_token
from users.lockout import AddressLimit, Lockout
from users.password_policy import check_password
from users.ports.accounts import AccountStore
from users.ports.mail import LinkStore, MailRequests, Relay
from users.ports.sessions import PasswordHasher

_EXPIRED = "This link has expired or was used before."


@dataclass(frozen=True)
class MailLinks:
    """Asks for mails and acts on their links."""

    requests: MailRequests
    links: LinkStore
    accounts: AccountStore
    passwords: PasswordHasher
    lockout: Lockout
    limit: AddressLimit
    relay: Relay

    def request_mail(self, email: Email, purpose: Purpose, *, address: str, api_url: str, now: datetime) -> None:
        """Ask, from a network address, that a link be mailed. Raises TooManyAttempts."""
        self.limit.admit(address, now=now)
        self.requests.insert_request(MailRequest(email, purpose, api_url, now))
        self.relay.wake()

    def verify_email(self, token: str, *, now: datetime) -> None:
        """Whoever brings the link reads that mailbox. Raises LinkExpired."""
        if not self.links.verify_email(hash_token(token), now=now):
            raise LinkExpired(_EXPIRED)

    def reset_password(self, token: str, password: str, *, now: datetime) -> None:
        """Set the password, sign its owner out everywhere, end a lock-out. A weak one leaves the link as it is.

        Raises LinkExpired, ValidationFailed.
        """
        account_id = self.links.find_link(hash_token(token), "reset-password", now=now)
        account = self.accounts.find_account(account_id) if account_id else None
        if account is None:
            raise LinkExpired(_EXPIRED)
        check_password(password, email=account.email)
        if not self.links.reset_password(hash_token(token), self.passwords.hash(password), now=now):
            raise LinkExpired(_EXPIRED)
        self.lockout.forget(account.email)
