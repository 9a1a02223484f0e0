"""Lists of customers as CSV."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from tempfile import SpooledTemporaryFile

from users.customer import Customer
from users.customer_query import CustomerQuery
from users.ports.customers import CustomerFiles, CustomerStore
from videoclub.clock import rfc3339
from videoclub.csv_rows import CSV, write_rows
from videoclub.ids import new_id

LINK_FOR = timedelta(minutes=15)
ROWS_AT_ONCE = 1_000
COLUMNS = (
    "id",
    "email",
    "display_name",
    "locale",
    "country",
    "birth_year",
    "status",
    "tags",
    "created_at",
    "rented",
    "spent",
    "last_rented_at",
    "favourite_genre",
)
"""`tags` are parted by `|`, `spent` is in euros."""


@dataclass(frozen=True, slots=True)
class ExportLink:
    """Where a large list can be fetched until `expires_at`."""

    url: str
    expires_at: datetime
    customers: int


@dataclass(frozen=True)
class CustomerExport:
    """Writes customers as CSV. What takes more than `inline_max_bytes` becomes a file, with a link to it."""

    customers: CustomerStore
    files: CustomerFiles
    inline_max_bytes: int

    def export_customers(self, query: CustomerQuery, *, now: datetime) -> str | ExportLink:
        """All customers asked for: as text, or a link where that is too large for an answer.

        Raises ServiceUnavailable.
        """
        count = 0
        with SpooledTemporaryFile(max_size=self.inline_max_bytes) as file:
            file.write(write_rows([COLUMNS]).encode())
            for some in batched(self.customers.read_customers(query), ROWS_AT_ONCE, strict=False):
                file.write(write_rows(map(_cells, some)).encode())
                count += len(some)
            size = file.tell()
            file.seek(0)
            if size <= self.inline_max_bytes:
                return file.read().decode()
            name = f"{new_id()}/customers-{now.date().isoformat()}.csv"
            self.files.write_export(name, file, media_type=CSV)
        return ExportLink(self.files.presign_export(name, expires_in=LINK_FOR), now + LINK_FOR, count)


def _cells(customer: Customer) -> tuple[str, ...]:
    activity = customer.activity
    return (
        customer.id,
        customer.email,
        customer.display_name,
        customer.locale,
        customer.country or "",
        str(customer.birth_year or ""),
        customer.status,
        "|".join(customer.tags),
        rfc3339(customer.created_at),
        str(activity.rented),
        str(activity.spent),
        rfc3339(activity.last_rented_at) if activity.last_rented_at else "",
        activity.favourite_genre or "",
    )
