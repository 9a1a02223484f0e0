"""The ports of Users in memory."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from users.account import Account, Credentials, Email, Profile
from users.api_key import ApiKey
from users.audit import Change
from users.link import AccountLink, MailRequest, Purpose
from users.listing import Listed, Position
from users.mail import Mail
from users.ports import AttemptCount, Erasure, Wanted
from users.session import Session
from videoclub.contracts import ContractModel, Operation
from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role
from videoclub.ids import NOBODY, AccountId, ApiKeyId, EventId, MovieId, SessionId


@dataclass
class WaitingMail:
    request: MailRequest
    due_at: datetime


@dataclass
class MemoryAuditLog:
    """Entries by number; a transaction is all that is done within, as nothing here can fail half-way."""

    entries: list[AuditEntry] = field(default_factory=list)

    def transaction(self) -> AbstractContextManager[object]:
        return nullcontext()

    def record(self, change: Change) -> None:
        self.entries.append(AuditEntry(number=len(self.entries) + 1, **vars(change)))

    def read_entries(self, request: AuditRequest) -> Sequence[AuditEntry]:
        found = [entry for entry in self.entries if _is_asked_for(entry, request)]
        return sorted(found, key=lambda entry: (entry.at, entry.number), reverse=True)[: request.limit]

    def forget_person(self, account_id: AccountId) -> None:
        for place, entry in enumerate(self.entries):
            told = {} if entry.subject_id != account_id else {"subject_id": NOBODY, "before": None, "after": None}
            actor = {} if entry.actor != account_id else {"actor": AccountId(NOBODY)}
            self.entries[place] = entry.model_copy(update=told | actor)


def _is_asked_for(entry: AuditEntry, request: AuditRequest) -> bool:
    given = request.model_dump(include={"actor", "action", "kind", "subject_id"}, exclude_none=True)
    before = request.before
    return (
        all(getattr(entry, name) == value for name, value in given.items())
        and (before is None or (entry.at, entry.number) < (before.at, before.number))
        and (request.since is None or entry.at >= request.since)
        and (request.until is None or entry.at < request.until)
    )


@dataclass
class MemoryAccounts:
    """The accounts, and what lies in the database beside them."""

    kept: dict[AccountId, Credentials] = field(default_factory=dict)
    sessions: dict[SessionId, Session] = field(default_factory=dict)
    links: dict[bytes, AccountLink] = field(default_factory=dict)
    mails: dict[tuple[Email, Purpose], WaitingMail] = field(default_factory=dict)
    reachable: bool = True

    def insert_accounts(self, accounts: Sequence[Credentials], *, mails: Sequence[MailRequest] = ()) -> int:
        before = len(self.kept)
        for new in accounts:
            if not any(new.account.email == old.account.email for old in self.kept.values()):
                self.kept.setdefault(new.account.id, new)
        if len(self.kept) > before:
            for mail in mails:
                self.ask_for(mail)
        return len(self.kept) - before

    def ask_for(self, mail: MailRequest) -> None:
        self.mails[mail.email, mail.purpose] = WaitingMail(replace(mail, attempts=0), mail.requested_at)

    def find_account(self, account_id: AccountId) -> Account | None:
        found = self.kept.get(account_id)
        return found.account if found else None

    def read_countries(self, account_ids: Sequence[AccountId]) -> Mapping[AccountId, str]:
        accounts = (self.find_account(account_id) for account_id in account_ids)
        return {account.id: account.country for account in accounts if account and account.country}

    def find_credentials(self, email: Email) -> Credentials | None:
        return next((each for each in self.kept.values() if each.account.email == email), None)

    def update_profile(self, account: Account, profile: Profile) -> Account | None:
        kept = self.kept[account.id]
        if kept.account.version != account.version:
            return None
        changed = replace(kept.account, **vars(profile), version=account.version + 1)
        self.kept[account.id] = replace(kept, account=changed)
        return changed

    def change_password(
        self, account_id: AccountId, password_hash: str, *, replacing: str, session_id: SessionId | None, now: datetime
    ) -> bool:
        if self.kept[account_id].password_hash != replacing:
            return False
        self.replace_password_hash(account_id, password_hash, replacing=replacing)
        self.revoke_sessions(account_id, now=now, but=session_id)
        return True

    def revoke_sessions(self, account_id: AccountId, *, now: datetime, but: SessionId | None = None) -> None:
        for session in self.sessions.values():
            if session.account_id == account_id and session.id != but:
                self.sessions[session.id] = replace(session, revoked_at=session.revoked_at or now)

    def replace_password_hash(self, account_id: AccountId, password_hash: str, *, replacing: str) -> None:
        if self.kept[account_id].password_hash == replacing:
            self.kept[account_id] = replace(self.kept[account_id], password_hash=password_hash)

    def ping(self) -> None:
        if not self.reachable:
            raise ServiceUnavailable("The database is not answering.")

    def suspend(self, account_id: AccountId) -> None:
        credentials = self.kept[account_id]
        self.kept[account_id] = replace(credentials, account=replace(credentials.account, status="suspended"))


@dataclass
class MemorySessions:
    accounts: MemoryAccounts

    @property
    def kept(self) -> dict[SessionId, Session]:
        return self.accounts.sessions

    def insert_session(self, session: Session, *, password_hash: str) -> bool:
        if self.accounts.kept[session.account_id].password_hash != password_hash:
            return False
        self.kept[session.id] = session
        return True

    def list_sessions(
        self, account_id: AccountId, *, after: Position | None, limit: int, now: datetime
    ) -> Sequence[Session]:
        mine = [each for each in self.kept.values() if each.account_id == account_id and each.is_live(now)]
        return newest_first(mine, after, limit)

    def find_session(self, session_id: SessionId) -> Session | None:
        return self.kept.get(session_id)

    def rotate_session(self, session: Session, *, token_hash: bytes, expires_at: datetime, now: datetime) -> bool:
        kept = self.kept[session.id]
        if kept.token_hash != session.token_hash or kept.revoked_at is not None:
            return False
        self.kept[session.id] = replace(
            kept,
            token_hash=token_hash,
            previous_token_hash=kept.token_hash,
            rotated_at=now,
            last_used_at=now,
            expires_at=expires_at,
        )
        return True

    def revoke_session(self, session_id: SessionId, *, now: datetime) -> None:
        session = self.kept[session_id]
        self.kept[session_id] = replace(session, revoked_at=session.revoked_at or now)

    def revoke_sessions(self, account_id: AccountId, *, now: datetime) -> None:
        self.accounts.revoke_sessions(account_id, now=now)


def newest_first[Row: Listed](rows: Sequence[Row], after: Position | None, limit: int) -> list[Row]:
    ordered = sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)
    return [row for row in ordered if after is None or (row.created_at, row.id) < after][:limit]


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
class MemoryApiKeys:
    kept: dict[ApiKeyId, ApiKey] = field(default_factory=dict)
    uses: int = 0

    def insert_key(self, key: ApiKey, *, most: int) -> bool:
        if sum(each.account_id == key.account_id for each in self.kept.values()) >= most:
            return False
        self.kept[key.id] = key
        return True

    def list_keys(self, account_id: AccountId, *, after: Position | None, limit: int) -> Sequence[ApiKey]:
        return newest_first([key for key in self.kept.values() if key.account_id == account_id], after, limit)

    def delete_key(self, account_id: AccountId, key_id: ApiKeyId) -> bool:
        key = self.kept.get(key_id)
        if key is None or key.account_id != account_id:
            return False
        del self.kept[key_id]
        return True

    def find_key(self, key_hash: str) -> ApiKey | None:
        return next((key for key in self.kept.values() if key.key_hash == key_hash), None)

    def record_use(self, key_id: ApiKeyId, *, now: datetime) -> None:
        self.uses += 1
        self.kept[key_id] = replace(self.kept[key_id], last_used_at=now)


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


@dataclass
class MemoryAttempts:
    counts: dict[bytes, AttemptCount] = field(default_factory=dict)

    def count_attempt(self, subjects: Sequence[bytes], *, window: timedelta, now: datetime) -> Sequence[AttemptCount]:
        for subject in subjects:
            last = self.counts.get(subject, AttemptCount(0, now))
            running = last if last.since > now - window else AttemptCount(0, now)
            self.counts[subject] = replace(running, attempts=running.attempts + 1)
        return [self.counts[subject] for subject in subjects]

    def forget_attempts(self, subject: bytes) -> None:
        self.counts.pop(subject, None)

    def uncount_attempt(self, subject: bytes) -> None:
        count = self.counts[subject]
        self.counts[subject] = replace(count, attempts=max(0, count.attempts - 1))


@dataclass
class PlainPasswords:
    """Tells what was verified, so that a test sees an unknown account costs a verification too."""

    generation: int = 1
    verified: list[str | None] = field(default_factory=list)

    def hash(self, password: str) -> str:
        return f"{self.generation}:{password}"

    def verify(self, password: str, password_hash: str | None) -> bool:
        self.verified.append(password_hash)
        return password_hash is not None and password_hash.partition(":")[2] == password

    def needs_rehash(self, password_hash: str) -> bool:
        return not password_hash.startswith(f"{self.generation}:")


@dataclass
class ScriptedServices:
    """Other services that answer by function; one without a function is down."""

    answers: Mapping[tuple[str, str], Callable[[Any], ContractModel]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        self.asked.append((operation.service, operation.name))
        answer = self.answers.get((operation.service, operation.name))
        if answer is None:
            raise ServiceUnavailable(f"The {operation.service} service is not answering.")
        return operation.answer.model_validate(answer(request).model_dump(mode="json"))


@dataclass
class MemoryWatchlist:
    """The watchlists of `accounts`."""

    accounts: MemoryAccounts
    kept: dict[AccountId, dict[MovieId, Wanted]] = field(default_factory=dict)

    def insert_wanted(
        self, account_id: AccountId, wanted: Wanted, *, limit: int
    ) -> Literal["kept", "full", "no-account"]:
        if self.accounts.find_account(account_id) is None:
            return "no-account"
        own = self.kept.setdefault(account_id, {})
        if wanted.movie_id not in own and len(own) >= limit:
            return "full"
        own.setdefault(wanted.movie_id, wanted)
        return "kept"

    def read_watchlist(self, account_id: AccountId, *, after: Wanted | None, limit: int) -> Sequence[Wanted]:
        def position(wanted: Wanted) -> tuple[datetime, MovieId]:
            return wanted.added_at, wanted.movie_id

        newest_first = sorted(self.kept.get(account_id, {}).values(), key=position, reverse=True)
        return [each for each in newest_first if after is None or position(each) < position(after)][:limit]

    def delete_wanted(self, account_id: AccountId, movie_id: MovieId) -> None:
        self.kept.get(account_id, {}).pop(movie_id, None)


@dataclass
class MemoryRecords:
    """What `accounts` has on a person."""

    accounts: MemoryAccounts

    def export_account(self, account_id: AccountId) -> dict[str, Any]:
        account = self.accounts.find_account(account_id)
        return {"account": {"email": account.email} if account else None}


@dataclass
class MemoryErasures:
    """Erases from `accounts`, `sessions` and `watchlist`."""

    accounts: MemoryAccounts
    sessions: MemorySessions
    watchlist: MemoryWatchlist
    due: dict[EventId, tuple[datetime, Erasure]] = field(default_factory=dict)

    def erase_account(self, account: Account, erasure: Erasure) -> Literal["erased", "gone", "last-admin"]:
        active = [each.account for each in self.accounts.kept.values() if not each.account.is_suspended]
        if account.roles and [each.id for each in active if Role.ADMIN in each.roles] == [account.id]:
            return "last-admin"
        if self.accounts.kept.pop(account.id, None) is None:
            return "gone"
        for session_id in [key for key, each in self.sessions.kept.items() if each.account_id == account.id]:
            del self.sessions.kept[session_id]
        self.watchlist.kept.pop(account.id, None)
        self.due[erasure.event_id] = (erasure.erased_at, erasure)
        return "erased"

    def settle_due(self, now: datetime, limit: int, tell: Callable[[Sequence[Erasure]], None]) -> int:
        due = [erasure for due_at, erasure in self.due.values() if due_at <= now][:limit]
        if due:
            tell(due)
        for erasure in due:
            del self.due[erasure.event_id]
            if erasure.settled_at > now:
                self.due[erasure.event_id] = (erasure.settled_at, erasure)
        return len(due)
