"""Segments: questions about customers that are kept, and who answers to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from users.audit import Change
from users.customer_query import CustomerQuery, Expression, Sort
from users.customers import CustomerPage, Customers
from users.ports.accounts import AuditLog, Transactions
from users.ports.customers import CustomerStore, SegmentStore
from users.segment import Segment
from videoclub.cursors import Cursors
from videoclub.errors import NotFound
from videoclub.ids import AccountId, new_id
from videoclub.values import instant


@dataclass(frozen=True)
class SegmentList:
    """A page of segments."""

    segments: Sequence[Segment]
    next_cursor: str | None


@dataclass(frozen=True)
class SegmentCustomers:
    """A page of a segment's customers; the first one tells how many there are."""

    page: CustomerPage
    count: int | None


@dataclass(frozen=True)
class Segments:
    """What admins do with segments. Each change is entered in the audit log."""

    store: SegmentStore
    customers: Customers
    counts: CustomerStore
    audit_log: AuditLog
    transactions: Transactions
    cursors: Cursors

    def add_segment(
        self, name: str, query: Mapping[str, JsonValue], expression: Expression, *, by: AccountId | None, now: datetime
    ) -> Segment:
        """Keep a question; `expression` is the meaning of `query`."""
        segment = Segment(new_id(), name, query, expression, by, now)
        facts: dict[str, JsonValue] = {"name": name, "query": dict(query)}
        with self.transactions.transaction():
            self.store.insert_segment(segment)
            self.audit_log.record(Change(by, "added", "segment", segment.id, now, after=facts))
        return segment

    def read_segment(self, segment_id: str) -> Segment:
        """A segment. Raises NotFound."""
        segment = self.store.find_segment(segment_id)
        if segment is None:
            raise NotFound("There is no such segment.")
        return segment

    def list_segments(self, *, limit: int, cursor: str | None) -> SegmentList:
        """A page, the newest first. Raises ValidationFailed for a cursor of another list."""
        question = {"segments": "all"}
        position = self.cursors.open(cursor, query=question)
        found = self.store.read_segments((instant(str(position[0])), str(position[1])) if position else None, limit + 1)
        shown = found[:limit]
        if len(found) <= limit:
            return SegmentList(shown, None)
        return SegmentList(shown, self.cursors.seal([shown[-1].created_at.isoformat(), shown[-1].id], query=question))

    def delete_segment(self, segment_id: str, *, by: AccountId | None, now: datetime) -> None:
        """Forget the question; its customers stay. Raises NotFound."""
        segment = self.read_segment(segment_id)
        facts: dict[str, JsonValue] = {"name": segment.name, "query": dict(segment.query)}
        with self.transactions.transaction():
            if not self.store.delete_segment(segment_id):
                raise NotFound("There is no such segment.")
            self.audit_log.record(Change(by, "deleted", "segment", segment_id, now, before=facts))

    def list_customers(self, segment_id: str, *, sort: Sort, limit: int, cursor: str | None) -> SegmentCustomers:
        """A page of the customers whom the question means at this moment.

        Raises NotFound, ValidationFailed for a cursor of another list.
        """
        query = self.query_of(segment_id, sort=sort)
        page = self.customers.list_customers(query, limit=limit, cursor=cursor)
        return SegmentCustomers(page, None if cursor else self.counts.count_customers(query))

    def count_customers(self, expression: Expression) -> int:
        """How many the question means at this moment; nothing is kept of it."""
        return self.counts.count_customers(CustomerQuery(expression))

    def query_of(self, segment_id: str, *, sort: Sort) -> CustomerQuery:
        """The question of a segment. Raises NotFound."""
        return CustomerQuery(self.read_segment(segment_id).expression, sort=sort)
