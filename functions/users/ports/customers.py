"""What is needed to ask about customers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Protocol

from users.account import Status
from users.customer import Customer
from users.customer_query import CustomerQuery
from users.segment import Segment
from videoclub.cursors import Key
from videoclub.ids import AccountId


@dataclass(frozen=True)
class FoundCustomers:
    """Customers and the sort key of each."""

    customers: Sequence[Customer]
    positions: Sequence[Key]


class CustomerStore(Protocol):
    """Customers with what their rentals come to."""

    def find_customer(self, customer_id: AccountId) -> Customer | None: ...

    def name_customers(self, customer_ids: Sequence[AccountId]) -> Mapping[AccountId, Customer]:
        """Those of them that there are."""
        ...

    def find_customers(self, query: CustomerQuery, after: Key | None, limit: int) -> FoundCustomers:
        """Up to `limit` customers, beginning after the sort key `after`."""
        ...

    def count_customers(self, query: CustomerQuery) -> int: ...

    def read_customers(self, query: CustomerQuery) -> Iterator[Customer]:
        """All of them, one by one, as they were at one moment."""
        ...

    def update_customer(self, customer: Customer, *, status: Status, tags: Sequence[str]) -> bool:
        """Give the account another status and tags; False when it is no longer at the version of `customer`."""
        ...


class CustomerFiles(Protocol):
    """Where lists of customers too large for an answer are kept, for a day."""

    def write_export(self, name: str, content: IO[bytes], *, media_type: str) -> None: ...

    def presign_export(self, name: str, *, expires_in: timedelta) -> str:
        """A link that leads to the file for so long."""
        ...


class SegmentStore(Protocol):
    """Saved questions about customers."""

    def insert_segment(self, segment: Segment) -> None: ...

    def find_segment(self, segment_id: str) -> Segment | None: ...

    def read_segments(self, after: tuple[datetime, str] | None, limit: int) -> Sequence[Segment]:
        """The newest first, beginning after one made at that time, of that id."""
        ...

    def delete_segment(self, segment_id: str) -> bool:
        """False when there is none."""
        ...
