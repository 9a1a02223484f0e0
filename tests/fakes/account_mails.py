"""What is mailed to accounts, in memory."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from fakes.accounts import MemoryAccounts, WaitingMail
from users.link import AccountLink, MailRequest, Purpose
from users.mail import Mail
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId


@dataclass
class MemoryMailRequests:
    accounts: MemoryAccounts

    def insert_request(self, request: MailRequest) -> None:
        self.accounts.ask_for(request)

    def claim_request(self, *, now: datetime, retry_at: datetime) -> MailRequest | None:
        due = sorted((each for each in self.accounts.mails.values() if each.due_at <= now), key=lambda it: it.due_at)
        if not due:
            return None
        due[0].request = replace(due[0].request, attempts=due[0].request.attempts + 1)
        due[0].due_at = retry_at
        return due[0].request

    def defer_request(self, request: MailRequest, *, due_at: datetime) -> None:
        if waiting := self._still(request):
            waiting.due_at = due_at

    def delete_request(self, request: MailRequest) -> None:
        if self._still(request):
            del self.accounts.mails[request.email, request.purpose]

    def _still(self, request: MailRequest) -> WaitingMail | None:
        waiting = self.accounts.mails.get((request.email, request.purpose))
        return waiting if waiting and waiting.request.requested_at == request.requested_at else None


@dataclass
class MemoryLinks:
    accounts: MemoryAccounts

    def insert_link(self, link: AccountLink, *, most: int) -> bool:
        live = [
            each
            for each in self._links.values()
            if (each.account_id, each.purpose) == (link.account_id, link.purpose) and each.expires_at > link.created_at
        ]
        if len(live) >= most:
            return False
        self._links[link.token_hash] = link
        return True

    def delete_link(self, token_hash: bytes) -> None:
        self._links.pop(token_hash, None)

    def find_link(self, token_hash: bytes, purpose: Purpose, *, now: datetime) -> AccountId | None:
        link = self._links.get(token_hash)
        return link.account_id if link and link.purpose == purpose and link.expires_at > now else None

    def verify_email(self, token_hash: bytes, *, now: datetime) -> bool:
        account_id = self._use(token_hash, "verify-email", now)
        return account_id is not None and self._verify(account_id, now)

    def reset_password(self, token_hash: bytes, password_hash: str, *, now: datetime) -> bool:
        account_id = self._use(token_hash, "reset-password", now)
        if account_id is None:
            return False
        self.accounts.kept[account_id] = replace(self.accounts.kept[account_id], password_hash=password_hash)
        self.accounts.revoke_sessions(account_id, now=now)
        return self._verify(account_id, now)

    def clear_away(self, *, now: datetime) -> None:
        for link in list(self._links.values()):
            if link.expires_at <= now:
                del self._links[link.token_hash]

    @property
    def _links(self) -> dict[bytes, AccountLink]:
        return self.accounts.links

    def _use(self, token_hash: bytes, purpose: Purpose, now: datetime) -> AccountId | None:
        account_id = self.find_link(token_hash, purpose, now=now)
        for link in list(self._links.values()):
            if (link.account_id, link.purpose) == (account_id, purpose):
                del self._links[link.token_hash]
        return account_id

    def _verify(self, account_id: AccountId, now: datetime) -> bool:
        kept = self.accounts.kept[account_id]
        if kept.account.email_verified_at is None:
            verified = replace(kept.account, email_verified_at=now, version=kept.account.version + 1)
            self.accounts.kept[account_id] = replace(kept, account=verified)
        return True


@dataclass
class Postbox:
    """Takes mails, or refuses them while it is closed."""

    mails: list[Mail] = field(default_factory=list)
    closed: bool = False

    def send_mail(self, mail: Mail) -> None:
        if self.closed:
            raise ServiceUnavailable("SES did not take the mail.")
        self.mails.append(mail)


@dataclass
class CountedRelay:
    woken: int = 0

    def wake(self) -> None:
        self.woken += 1
