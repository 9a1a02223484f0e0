"""The ports of Users in memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from users.account import Account, Credentials, Email
from users.ports import FailureCount
from users.session import Session
from videoclub.contracts import ContractModel, Operation
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, SessionId


@dataclass
class MemoryAccounts:
    kept: dict[AccountId, Credentials] = field(default_factory=dict)
    reachable: bool = True

    def insert_accounts(self, accounts: Sequence[Credentials]) -> int:
        before = len(self.kept)
        for new in accounts:
            if not any(new.account.email == old.account.email for old in self.kept.values()):
                self.kept.setdefault(new.account.id, new)
        return len(self.kept) - before

    def find_account(self, account_id: AccountId) -> Account | None:
        found = self.kept.get(account_id)
        return found.account if found else None

    def find_credentials(self, email: Email) -> Credentials | None:
        return next((each for each in self.kept.values() if each.account.email == email), None)

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
    kept: dict[SessionId, Session] = field(default_factory=dict)

    def insert_session(self, session: Session) -> None:
        self.kept[session.id] = session

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


@dataclass
class MemorySignInFailures:
    counts: dict[bytes, FailureCount] = field(default_factory=dict)

    def count_failure(self, subjects: Sequence[bytes], *, window: timedelta, now: datetime) -> Sequence[FailureCount]:
        for subject in subjects:
            last = self.counts.get(subject, FailureCount(0, now))
            running = last if last.since > now - window else FailureCount(0, now)
            self.counts[subject] = replace(running, failures=running.failures + 1)
        return [self.counts[subject] for subject in subjects]

    def forget_failures(self, subject: bytes) -> None:
        self.counts.pop(subject, None)

    def uncount_failure(self, subject: bytes) -> None:
        count = self.counts[subject]
        self.counts[subject] = replace(count, failures=max(0, count.failures - 1))


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
