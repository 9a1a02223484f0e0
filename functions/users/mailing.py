"""Sends the mails that were asked for.

Requests wait in the store, written with the change they belong to. A mail that cannot be sent is tried again, with a
new link and after a longer and longer pause; one that may have been sent twice brings two links that both work.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from users.account import Account
from users.link import AccountLink, MailRequest
from users.mail import compose_mail
from users.ports.accounts import AccountStore
from users.ports.mail import LinkStore, MailRequests, MailSender
from videoclub.clock import Clock
from videoclub.errors import ServiceUnavailable
from videoclub.log import logger, pseudonym

LEASE = timedelta(minutes=2)
"""Longer than a mail takes: a sender that died is taken over from then on."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
ATTEMPTS = 12
"""Some seven hours, at those pauses."""
LIVE_LINKS = 5
"""No account gets more mails of one kind than this within the lifetime of their links, whoever asks."""
MARGIN = timedelta(seconds=15)
"""No mail is begun this close to the end of the time for a run."""


@dataclass
class Tally:
    """What a run did. `dropped` were for nobody, no longer needed, or too many."""

    sent: int = 0
    dropped: int = 0
    deferred: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class Mailing:
    """Makes links and mails them."""

    requests: MailRequests
    links: LinkStore
    accounts: AccountStore
    sender: MailSender

    def send_mails(self, *, clock: Clock, deadline: datetime) -> Tally:
        """Send all that are due, one after the other, and clear away what is over."""
        tally = Tally()
        while (now := clock()) < deadline - MARGIN:
            request = self.requests.claim_request(now=now, retry_at=now + LEASE)
            if request is None:
                break
            self._send(request, tally, now)
        self.links.clear_away(now=clock())
        return tally

    def _send(self, request: MailRequest, tally: Tally, now: datetime) -> None:
        account = self._recipient(request)
        link, token = AccountLink.to(account.id, request.purpose, now=now) if account else (None, "")
        if account is None or link is None or not self.links.insert_link(link, most=LIVE_LINKS):
            self.requests.delete_request(request)
            tally.dropped += 1
            return
        try:
            self.sender.send_mail(
                compose_mail(account.email, request.purpose, token, api_url=request.api_url, locale=account.locale)
            )
        except ServiceUnavailable:
            self.links.delete_link(link.token_hash)
            self._put_off(request, tally, now)
            return
        self.requests.delete_request(request)
        tally.sent += 1

    def _recipient(self, request: MailRequest) -> Account | None:
        """Whom to mail to: nobody where there is no such account, it is suspended, or verified already."""
        credentials = self.accounts.find_credentials(request.email)
        if credentials is None or credentials.account.is_suspended:
            return None
        is_done = request.purpose == "verify-email" and credentials.account.email_verified_at is not None
        return None if is_done else credentials.account

    def _put_off(self, request: MailRequest, tally: Tally, now: datetime) -> None:
        if request.attempts >= ATTEMPTS:
            logger("users").error("mail_given_up", purpose=request.purpose, address=pseudonym(request.email))
            self.requests.delete_request(request)
            tally.given_up += 1
            return
        pause = min(FIRST_PAUSE * 2 ** (request.attempts - 1), LONGEST_PAUSE)
        self.requests.defer_request(request, due_at=now + pause)
        tally.deferred += 1
