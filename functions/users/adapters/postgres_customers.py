"""Customers in PostgreSQL."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from users.account import Email, Status
from users.adapters.customer_statements import (
    CUSTOMER_COLUMNS,
    all_statement,
    count_statement,
    page_statement,
    position_of,
)
from users.customer import Activity, Customer
from users.customer_query import CustomerQuery
from users.ports.customers import FoundCustomers
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, is_uuid

EXPORT_DEADLINE_S = 25.0
ROWS_PER_FETCH = 2_000

_READ = f"SELECT {CUSTOMER_COLUMNS} FROM customers c JOIN accounts a ON a.id = c.id"  # noqa: S608 - of constants
_FIND = f"{_READ} WHERE c.id = %s"
_NAME = f"{_READ} WHERE c.id = ANY(%s::uuid[])"
# The version is checked by the statement that writes.
_UPDATE = """
    UPDATE accounts SET status = %(status)s, tags = %(tags)s, version = version + 1
    WHERE id = %(id)s AND version = %(version)s
"""


@dataclass(frozen=True)
class PostgresCustomers:
    """The table `customers`, which follows `accounts` and `rentals`."""

    postgres: Postgres

    def find_customer(self, customer_id: AccountId) -> Customer | None:
        if not is_uuid(customer_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND, (customer_id,)).fetchone()
        return _customer(row) if row else None

    def name_customers(self, customer_ids: Sequence[AccountId]) -> Mapping[AccountId, Customer]:
        ids = [customer_id for customer_id in customer_ids if is_uuid(customer_id)]
        with self.postgres.transaction() as connection:
            return {customer.id: customer for customer in map(_customer, connection.execute(_NAME, (ids,)))}

    def find_customers(self, query: CustomerQuery, after: Key | None, limit: int) -> FoundCustomers:
        statement, values = page_statement(query, after, limit)
        with self.postgres.transaction() as connection:
            rows = connection.execute(statement, values).fetchall()
        return FoundCustomers([_customer(row) for row in rows], [position_of(row, query.sort) for row in rows])

    def count_customers(self, query: CustomerQuery) -> int:
        statement, values = count_statement(query)
        with self.postgres.transaction() as connection:
            row = connection.execute(statement, values).fetchone()
        return row["count"] if row else 0

    def read_customers(self, query: CustomerQuery) -> Iterator[Customer]:
        statement, values = all_statement(query)
        with (
            self.postgres.transaction(deadline_s=EXPORT_DEADLINE_S) as connection,
            connection.cursor(name="customer_export") as cursor,
        ):
            cursor.itersize = ROWS_PER_FETCH
            for row in cursor.execute(statement, values):
                yield _customer(row)

    def update_customer(self, customer: Customer, *, status: Status, tags: Sequence[str]) -> bool:
        values = {"id": customer.id, "version": customer.version, "status": status, "tags": list(tags)}
        with self.postgres.transaction() as connection:
            return connection.execute(_UPDATE, values).rowcount == 1


def _customer(row: Row) -> Customer:
    return Customer(
        AccountId(str(row["id"])),
        Email(row["email"]),
        row["display_name"],
        row["locale"],
        row["country"],
        row["birth_year"],
        row["status"],
        tuple(row["tags"]),
        row["created_at"],
        row["version"],
        Activity(row["rented"], row["spent"], row["last_rented_at"], row["favourite_genre"]),
    )
