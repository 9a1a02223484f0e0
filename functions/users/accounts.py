"""Accounts: signing up, and who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from users.account import Account, Credentials, Registration
from users.errors import EmailTaken
from users.password_policy import check_password
from users.ports import AccountStore, PasswordHasher
from videoclub.errors import FieldError, Unauthenticated, ValidationFailed
from videoclub.identity import Role
from videoclub.ids import AccountId, new_id

OLDEST_BIRTH_YEAR = 1900


@dataclass(frozen=True)
class Accounts:
    """Makes and reads accounts."""

    store: AccountStore
    passwords: PasswordHasher

    def create_account(
        self,
        registration: Registration,
        password: str,
        *,
        now: datetime,
        roles: tuple[Role, ...] = (Role.CUSTOMER,),
        account_id: AccountId | None = None,
    ) -> Account:
        """Sign a person up. With an `account_id` it may be repeated: the account that has it is returned as it is.

        Raises ValidationFailed for a weak password or an impossible year, EmailTaken.
        """
        if account_id is not None and (existing := self.store.find_account(account_id)):
            return existing
        _check_birth_year(registration, now)
        check_password(password, email=registration.email)
        account = _account(account_id or AccountId(new_id()), registration, roles, now)
        if not self.store.insert_accounts([Credentials(account, self.passwords.hash(password))]):
            raise EmailTaken("This e-mail address has an account already.")
        return account

    def import_customers(self, registrations: Mapping[AccountId, Registration], *, now: datetime) -> int:
        """Take over customers known elsewhere, in one go; returns how many were new.

        They have no password, and so cannot sign in until one is set.
        """
        customers = [_account(account_id, who, (Role.CUSTOMER,), now) for account_id, who in registrations.items()]
        return self.store.insert_accounts([Credentials(customer, None) for customer in customers])

    def read_account(self, account_id: AccountId) -> Account:
        """The account. Raises Unauthenticated when there is none any more, as only its owner can ask."""
        account = self.store.find_account(account_id)
        if account is None:
            raise Unauthenticated("This account no longer exists.")
        return account


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


def _check_birth_year(registration: Registration, now: datetime) -> None:
    year = registration.birth_year
    if year is not None and not OLDEST_BIRTH_YEAR <= year <= now.year:
        message = f"must lie between {OLDEST_BIRTH_YEAR} and this year"
        raise ValidationFailed(FieldError("/birth_year", "out_of_range", message))
