"""Accounts: signing up, who somebody is, and what they change about it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from users.account import Account, Credentials, Profile, Registration
from users.audit import Change, difference
from users.errors import EmailTaken
from users.link import MailRequest
from users.lockout import Lockout
from users.password_policy import check_password
from users.ports.accounts import AccountStore, AuditLog, Transactions
from users.ports.mail import Relay
from users.ports.sessions import PasswordHasher
from videoclub.errors import FieldError, PreconditionFailed, ServiceUnavailable, Unauthenticated, ValidationFailed
from videoclub.identity import Role
from videoclub.ids import AccountId, SessionId, new_id

OLDEST_BIRTH_YEAR = 1900
DEFAULT_LOCALE = "en"
_GONE = "This account no longer exists."
_CHANGED = "The account has changed since you read it."


@dataclass(frozen=True)
class Accounts:
    """Makes, reads and changes accounts."""

    store: AccountStore
    passwords: PasswordHasher
    lockout: Lockout
    relay: Relay
    audit_log: AuditLog
    transactions: Transactions

    def create_account(
        self,
        registration: Registration,
        password: str,
        *,
        now: datetime,
        roles: tuple[Role, ...] = (Role.CUSTOMER,),
        account_id: AccountId | None = None,
        api_url: str | None = None,
    ) -> Account:
        """Sign a person up. With an `account_id` it may be repeated: the account that has it is returned as it is.

        With an `api_url` a mail goes out that lets them confirm their address there.

        Raises ValidationFailed for a weak password or an impossible year, EmailTaken.
        """
        if account_id is not None and (existing := self.store.find_account(account_id)):
            return existing
        _check_birth_year(registration.birth_year, now)
        check_password(password, email=registration.email)
        account = _account(account_id or AccountId(new_id()), registration, roles, now)
        mails = [MailRequest(account.email, "verify-email", api_url, now)] if api_url else []
        if not self.store.insert_accounts([Credentials(account, self.passwords.hash(password))], mails=mails):
            raise EmailTaken("This e-mail address has an account already.")
        if mails:
            self.relay.wake()
        return account

    def import_customers(self, customers: Mapping[AccountId, tuple[Registration, datetime]]) -> int:
        """Take over customers known elsewhere, with when they signed up, in one go; returns how many were new.

        They have no password, and so cannot sign in until one is set.
        """
        accounts = [_account(account_id, who, (Role.CUSTOMER,), at) for account_id, (who, at) in customers.items()]
        return self.store.insert_accounts([Credentials(account, None) for account in accounts])

    def read_account(self, account_id: AccountId) -> Account:
        """The account. Raises Unauthenticated when there is none any more, as only its owner can ask."""
        account = self.store.find_account(account_id)
        if account is None:
            raise Unauthenticated(_GONE)
        return account

    def read_locale(self, account_id: AccountId) -> str:
        """The language of the account, the platform's own while the store does not answer. Raises Unauthenticated."""
        try:
            return self.read_account(account_id).locale
        except ServiceUnavailable:
            return DEFAULT_LOCALE

    def update_account(
        self, account_id: AccountId, change: Callable[[Account], Profile], *, if_match: str, now: datetime
    ) -> Account:
        """Change what its owner may change.

        Raises PreconditionFailed unless `if_match` names the present account, ValidationFailed, Unauthenticated.
        """
        account = self.read_account(account_id)
        if not account.matches(if_match):
            raise PreconditionFailed(_CHANGED)
        profile = change(account)
        _check_birth_year(profile.birth_year, now)
        if profile == account.profile:
            return account
        before, after = difference(asdict(account.profile), asdict(profile))
        with self.transactions.transaction():
            changed = self.store.update_profile(account, profile)
            if changed is None:
                raise PreconditionFailed(_CHANGED)
            self.audit_log.record(Change(account_id, "changed", "account", account_id, now, before, after))
        return changed

    def change_password(
        self,
        account_id: AccountId,
        current: str,
        new: str,
        *,
        session_id: SessionId | None,
        address: str,
        now: datetime,
    ) -> None:
        """Set another password and end every session but the caller's. Guesses count as sign-ins that failed.

        Raises ValidationFailed for a wrong or a weak password, TooManyAttempts, Unauthenticated.
        """
        account = self.read_account(account_id)
        attempt = self.lockout.admit(account.email, address, now=now)
        credentials = self.store.find_credentials(account.email)
        old = credentials.password_hash if credentials else None
        if not self.passwords.verify(current, old) or old is None:
            raise ValidationFailed(FieldError("/current_password", "wrong", "is not your password"))
        self.lockout.succeeded(attempt)
        check_password(new, email=account.email, pointer="/new_password")
        new_hash = self.passwords.hash(new)
        with self.transactions.transaction():
            if not self.store.change_password(account_id, new_hash, replacing=old, session_id=session_id, now=now):
                raise ValidationFailed(FieldError("/current_password", "wrong", "was changed meanwhile"))
            self.audit_log.record(Change(account_id, "password-changed", "account", account_id, now))


def _account(account_id: AccountId, who: Registration, roles: tuple[Role, ...], now: datetime) -> Account:
    return Account(
        account_id,
        who.email,
        who.display_name,
        who.locale,
        who.country,
        who.birth_year,
        roles,
        status="active",
        created_at=now,
    )


def _check_birth_year(year: int | None, now: datetime) -> None:
    if year is not None and not OLDEST_BIRTH_YEAR <= year <= now.year:
        message = f"must lie between {OLDEST_BIRTH_YEAR} and this year"
        raise ValidationFailed(FieldError("/birth_year", "out_of_range", message))
