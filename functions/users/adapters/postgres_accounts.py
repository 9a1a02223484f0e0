"""Accounts in PostgreSQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from users.account import Account, Credentials, Email, Profile
from users.adapters.mail_rows import INSERT_MAIL
from users.adapters.session_statements import REVOKE_ALL
from users.link import MailRequest
from videoclub.drivers.postgres import Postgres, Row
from videoclub.identity import Role
from videoclub.ids import AccountId, SessionId, is_uuid

_COLUMNS = "id, email, display_name, locale, country, birth_year, roles, status, created_at, version, email_verified_at"
_INSERT = f"""
    INSERT INTO accounts ({_COLUMNS}, password_hash)
    VALUES (%(id)s, %(email)s, %(display_name)s, %(locale)s, %(country)s, %(birth_year)s, %(roles)s, %(status)s,
            %(created_at)s, %(version)s, %(email_verified_at)s, %(password_hash)s)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants of this file
_FIND_BY_ID = f"SELECT {_COLUMNS} FROM accounts WHERE id = %s"  # noqa: S608
_COUNTRIES = "SELECT id, country FROM accounts WHERE id = any(%s::uuid[]) AND country IS NOT NULL"
_FIND_BY_EMAIL = f"SELECT {_COLUMNS}, password_hash FROM accounts WHERE email = %s"  # noqa: S608
_UPDATE_PROFILE = f"""
    UPDATE accounts
    SET display_name = %(display_name)s, locale = %(locale)s, country = %(country)s, birth_year = %(birth_year)s,
        version = version + 1
    WHERE id = %(id)s AND version = %(version)s
    RETURNING {_COLUMNS}
"""  # noqa: S608
_REVOKE_OTHERS = f"{REVOKE_ALL} AND id IS DISTINCT FROM %(session_id)s"
_REPLACE_HASH = "UPDATE accounts SET password_hash = %s WHERE id = %s AND password_hash = %s"


@dataclass(frozen=True)
class PostgresAccounts:
    """The table `accounts`."""

    postgres: Postgres

    def insert_accounts(self, accounts: Sequence[Credentials], *, mails: Sequence[MailRequest] = ()) -> int:
        rows = [_row(credentials) for credentials in accounts]
        with self.postgres.transaction() as connection, connection.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
            new = cursor.rowcount
            if new and mails:
                cursor.executemany(INSERT_MAIL, [asdict(mail) for mail in mails])
            return new

    def find_account(self, account_id: AccountId) -> Account | None:
        if not is_uuid(account_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND_BY_ID, (account_id,)).fetchone()
        return _account(row) if row else None

    def read_countries(self, account_ids: Sequence[AccountId]) -> Mapping[AccountId, str]:
        known = [account_id for account_id in account_ids if is_uuid(account_id)]
        with self.postgres.transaction() as connection:
            rows = connection.execute(_COUNTRIES, (known,)).fetchall()
        return {AccountId(str(row["id"])): row["country"] for row in rows}

    def find_credentials(self, email: Email) -> Credentials | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND_BY_EMAIL, (email,)).fetchone()
        return Credentials(_account(row), row["password_hash"]) if row else None

    def update_profile(self, account: Account, profile: Profile) -> Account | None:
        change = asdict(profile) | {"id": account.id, "version": account.version}
        with self.postgres.transaction() as connection:
            row = connection.execute(_UPDATE_PROFILE, change).fetchone()
        return _account(row) if row else None

    def change_password(
        self, account_id: AccountId, password_hash: str, *, replacing: str, session_id: SessionId | None, now: datetime
    ) -> bool:
        with self.postgres.transaction() as connection:
            if connection.execute(_REPLACE_HASH, (password_hash, account_id, replacing)).rowcount == 0:
                return False
            connection.execute(_REVOKE_OTHERS, {"account_id": account_id, "session_id": session_id, "now": now})
            return True

    def replace_password_hash(self, account_id: AccountId, password_hash: str, *, replacing: str) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_REPLACE_HASH, (password_hash, account_id, replacing))

    def ping(self) -> None:
        self.postgres.ping()


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
        row["email_verified_at"],
    )
