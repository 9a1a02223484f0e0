"""A person is forgotten: here at once, in every other service by an event.

The event waits in the store from the transaction that erases, and is told twice: now, and when the last access token
of the account has expired, so that what was still done with one goes as well. A telling that fails is made up for by
the next sweep.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from users.account import Account
from users.accounts import Accounts
from users.errors import InvalidCredentials, LastAdmin
from users.lockout import Lockout
from users.ports.accounts import AccountStore
from users.ports.personal_data import Erasure, ErasureStore
from users.ports.sessions import PasswordHasher
from videoclub.errors import ServiceUnavailable, Unauthenticated
from videoclub.events import CustomerErased, Events
from videoclub.ids import AccountId, CustomerId, EventId, new_id
from videoclub.log import logger, pseudonym
from videoclub.tracing import carried, link

ERASURES_PER_SWEEP = 100


@dataclass(frozen=True)
class Erasing:
    """Erases accounts. After `settling` no access token of an erased account is left, on any clock."""

    accounts: Accounts
    credentials: AccountStore
    passwords: PasswordHasher
    lockout: Lockout
    erasures: ErasureStore
    events: Events
    settling: timedelta

    def erase_account(self, account_id: AccountId, password: str, *, address: str, now: datetime) -> None:
        """Erase the account of whoever knows its password, and tell the other services.

        Raises InvalidCredentials, TooManyAttempts, LastAdmin, and Unauthenticated when it is gone already.
        """
        account = self.accounts.read_account(account_id)
        self._check_password(account, password, address, now)
        erasure = Erasure(EventId(new_id()), CustomerId(account_id), now, now + self.settling, carried() or None)
        outcome = self.erasures.erase_account(account, erasure)
        if outcome == "last-admin":
            raise LastAdmin("You are the only admin; make somebody else one first.")
        if outcome == "gone":
            raise Unauthenticated("This account no longer exists.")
        logger("users").info("account_erased", account=pseudonym(account_id))
        try:
            self.tell_erasures(now=now)
        except ServiceUnavailable:  # the next sweep tells it
            logger("users").exception("erasure_not_told", event_id=erasure.event_id)

    def tell_erasures(self, *, now: datetime) -> int:
        """Tell the other services what is due; returns how many that was. Raises ServiceUnavailable."""
        return self.erasures.settle_due(now, ERASURES_PER_SWEEP, self._tell)

    def _tell(self, erasures: Sequence[Erasure]) -> None:
        link(*(each.trace for each in erasures))
        self.events.publish([_event(each) for each in erasures])

    def _check_password(self, account: Account, password: str, address: str, now: datetime) -> None:
        attempt = self.lockout.admit(account.email, address, now=now)
        credentials = self.credentials.find_credentials(account.email)
        if not self.passwords.verify(password, credentials.password_hash if credentials else None):
            raise InvalidCredentials("The password is wrong.")
        self.lockout.succeeded(attempt)


def _event(erasure: Erasure) -> CustomerErased:
    return CustomerErased(
        event_id=erasure.event_id,
        occurred_at=erasure.erased_at,
        customer_id=erasure.customer_id,
        trace=erasure.trace,
    )
