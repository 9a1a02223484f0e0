"""What accounts need from outside, and what every change of theirs is written down in. Stores that do not answer raise
ServiceUnavailable."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from users.account import Account, Credentials, Email, Profile
from users.audit import Change
from users.link import MailRequest
from videoclub.contracts.audit import AuditEntry, AuditRequest
from videoclub.ids import AccountId, SessionId


class Transactions(Protocol):
    """Makes one of several changes to the stores that lie in the same database."""

    def transaction(self) -> AbstractContextManager[object]:
        """What is done within is done together or not at all: an exception undoes it. Transactions may be nested."""
        ...


class AuditLog(Protocol):
    """Who did what, when; entries are added and stay as they are."""

    def record(self, change: Change) -> None:
        """Add an entry, within the transaction of the change it tells of where there is one."""
        ...

    def read_entries(self, request: AuditRequest) -> Sequence[AuditEntry]:
        """Entries, the latest first."""
        ...

    def forget_person(self, account_id: AccountId) -> None:
        """Take out who they were, and what was changed about them; that something was done, and when, stays."""
        ...


class AccountStore(Protocol):
    """The accounts."""

    def insert_accounts(self, accounts: Sequence[Credentials], *, mails: Sequence[MailRequest] = ()) -> int:
        """Keep the accounts whose id and address are both new, and if any was, ask for the mails in the same step.

        Returns how many were new.
        """
        ...

    def find_account(self, account_id: AccountId) -> Account | None: ...

    def read_countries(self, account_ids: Sequence[AccountId]) -> Mapping[AccountId, str]:
        """Where these people live (ISO 3166-1); those who are unknown, or did not tell, are left out."""
        ...

    def find_credentials(self, email: Email) -> Credentials | None: ...

    def update_profile(self, account: Account, profile: Profile) -> Account | None:
        """The account changed, None when it changed meanwhile."""
        ...

    def change_password(
        self, account_id: AccountId, password_hash: str, *, replacing: str, session_id: SessionId | None, now: datetime
    ) -> bool:
        """Keep the new hash and end all sessions but this one, in one step; False if the hash changed meanwhile."""
        ...

    def replace_password_hash(self, account_id: AccountId, password_hash: str, *, replacing: str) -> None:
        """Keep the new hash unless the password was changed meanwhile."""
        ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...
