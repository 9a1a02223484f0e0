"""Customers: asked about in every way, and changed in what admins may change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from users.account import Status
from users.audit import Change, difference
from users.customer import Customer
from users.customer_query import CustomerQuery
from users.ports.accounts import AuditLog, Transactions
from users.ports.customers import CustomerStore
from users.ports.sessions import SessionStore
from videoclub.cursors import Cursors
from videoclub.errors import NotFound, PreconditionFailed
from videoclub.ids import AccountId

_CHANGED = "The customer has changed since you read them; read them again and repeat your change."


@dataclass(frozen=True)
class CustomerPage:
    """A page of customers."""

    customers: Sequence[Customer]
    next_cursor: str | None


@dataclass(frozen=True)
class CustomerChange:
    """What a customer becomes."""

    status: Status
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Customers:
    """What admins do with customers."""

    store: CustomerStore
    sessions: SessionStore
    audit_log: AuditLog
    transactions: Transactions
    cursors: Cursors

    def list_customers(self, query: CustomerQuery, *, limit: int, cursor: str | None) -> CustomerPage:
        """A page of those asked for. Raises ValidationFailed for a cursor of another question."""
        question = {"customers": repr(query)}
        after = self.cursors.open(cursor, query=question)
        found = self.store.find_customers(query, after, limit + 1)
        more = len(found.customers) > limit
        return CustomerPage(
            found.customers[:limit], self.cursors.seal(found.positions[limit - 1], query=question) if more else None
        )

    def read_customer(self, customer_id: AccountId) -> Customer:
        """A customer. Raises NotFound."""
        customer = self.store.find_customer(customer_id)
        if customer is None:
            raise NotFound("There is no such customer.")
        return customer

    def update_customer(
        self,
        customer_id: AccountId,
        change: Callable[[Customer], CustomerChange],
        *,
        if_match: str,
        by: AccountId | None,
        now: datetime,
    ) -> Customer:
        """Change status and tags; `change` tells what the present customer becomes. It is entered in the audit log.

        Who is suspended is signed out everywhere. Raises NotFound, PreconditionFailed unless `if_match` names the
        present customer.
        """
        customer = self.read_customer(customer_id)
        if not customer.matches(if_match):
            raise PreconditionFailed(_CHANGED)
        wanted = change(customer)
        before, after = difference(_facts(customer), _facts(wanted))
        if not after:
            return customer
        with self.transactions.transaction():
            if not self.store.update_customer(customer, status=wanted.status, tags=wanted.tags):
                raise PreconditionFailed(_CHANGED)
            if wanted.status == "suspended":
                self.sessions.revoke_sessions(customer_id, now=now)
            self.audit_log.record(Change(by, "changed", "customer", customer_id, now, before, after))
        return self.read_customer(customer_id)


def _facts(of: Customer | CustomerChange) -> dict[str, Any]:
    """What can be changed, as the audit log tells it."""
    return {"status": of.status, "tags": list(of.tags)}
