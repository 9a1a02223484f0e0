"""Accounts in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from users.account import Account, Credentials, Email
from videoclub.drivers.postgres import Postgres, Row
from videoclub.identity import Role
from videoclub.ids import AccountId

_COLUMNS = "id, email, display_name, locale, country, birth_year, roles, status, created_at, version"
_INSERT = f"""
    INSERT INTO accounts ({_COLUMNS}, password_hash)
    VALUES (%(id)s, %(email)s, %(display_name)s, %(locale)s, %(country)s, %(birth_year)s, %(roles)s, %(status)s,
            %(created_at)s, %(version)s, %(password_hash)s)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants of this file
_FIND_BY_ID = f"SELECT {_COLUMNS} FROM accounts WHERE id = %s"  # noqa: S608
_FIND_BY_EMAIL = f"SELECT {_COLUMNS}, password_hash FROM accounts WHERE email = %s"  # noqa: S608
_REPLACE_HASH = "UPDATE accounts SET password_hash = %s WHERE id = %s AND password_hash = %s"


@dataclass(frozen=True)
class PostgresAccounts:
    """The table `accounts`."""

    postgres: Postgres

    def insert_accounts(self, accounts: Sequence[Credentials]) -> int:
        rows = [_row(credentials) for credentials in accounts]
        with self.postgres.transaction() as connection, connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
            return cursor.rowcount

    def find_account(self, account_id: AccountId) -> Account | None:
        if not _is_uuid(account_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND_BY_ID, (account_id,)).fetchone()
        return _account(row) if row else None

    def find_credentials(self, email: Email) -> Credentials | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND_BY_EMAIL, (email,)).fetchone()
        return Credentials(_account(row), row["password_hash"]) if row else None

    def replace_password_hash(self, account_id: AccountId, password_hash: str, *, replacing: str) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_REPLACE_HASH, (password_hash, account_id, replacing))

    def ping(self) -> None:
        self.postgres.ping()


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _row(credentials: Credentials) -> Row:
    roles = [role.value for role in credentials.account.roles]
    return asdict(credentials.account) | {"roles": roles, "password_hash": credentials.password_hash}


def _account(row: Row) -> Account:
    return Account(
        AccountId(str(row["id"])),
        Email(row["email"]),
        row["display_name"],
        row["locale"],
        row["country"],
        row["birth_year"],
        tuple(Role(role) for role in row["roles"]),
        row["status"],
        row["created_at"],
        row["version"],
    )
