"""The accounts of Users in memory, their sessions, keys and what guards the sign-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from users.account import Account, Credentials, Email, Profile
from users.api_key import ApiKey
from users.link import AccountLink, MailRequest, Purpose
from users.listing import Listed, Position
from users.ports.sessions import AttemptCount
from users.session import Session
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, ApiKeyId, SessionId


@dataclass
class WaitingMail:
    request: MailRequest
    due_at: datetime


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


def newest_first[Row: Listed](rows: Sequence[Row], after: Position | None, limit: int) -> list[Row]:
    ordered = sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)
    return [row for row in ordered if after is None or (row.created_at, row.id) < after][:limit]


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
