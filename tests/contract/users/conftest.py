"""Each port of Users in memory and on PostgreSQL: one set of tests holds both."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from databases import FUNCTIONS
from fakes.account_mails import MemoryLinks, MemoryMailRequests
from fakes.accounts import MemoryAccounts, MemoryApiKeys, MemoryAttempts, MemorySessions
from fakes.audit_log import MemoryAuditLog
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_api_keys import PostgresApiKeys
from users.adapters.postgres_attempts import PostgresAttempts
from users.adapters.postgres_audit_log import PostgresAuditLog
from users.adapters.postgres_links import PostgresLinks
from users.adapters.postgres_mail_requests import PostgresMailRequests
from users.adapters.postgres_sessions import PostgresSessions
from users.ports.accounts import AccountStore, AuditLog, Transactions
from users.ports.api_keys import ApiKeyStore
from users.ports.mail import LinkStore, MailRequests
from users.ports.sessions import AttemptCounter, SessionStore
from videoclub.drivers.postgres import Postgres
from videoclub_local.migrations import apply_sql
from videoclub_local.provision import provision_postgres
from videoclub_local.stores.postgres import PostgresStore


@dataclass(frozen=True)
class Stores:
    accounts: AccountStore
    sessions: SessionStore
    attempts: AttemptCounter
    mail_requests: MailRequests
    links: LinkStore
    api_keys: ApiKeyStore
    audit_log: AuditLog
    transactions: Transactions


@pytest.fixture(params=["memory", "postgres"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        accounts, log = MemoryAccounts(), MemoryAuditLog()
        yield Stores(
            accounts,
            MemorySessions(accounts),
            MemoryAttempts(),
            MemoryMailRequests(accounts),
            MemoryLinks(accounts),
            MemoryApiKeys(),
            log,
            log,
        )
        return
    service_database: Callable[[str], str] = request.getfixturevalue("service_database")
    postgres = Postgres(service_database("users"))
    yield Stores(
        PostgresAccounts(postgres),
        PostgresSessions(postgres),
        PostgresAttempts(postgres),
        PostgresMailRequests(postgres),
        PostgresLinks(postgres),
        PostgresApiKeys(postgres),
        PostgresAuditLog(postgres),
        postgres,
    )
    postgres.close()


@pytest.fixture(scope="module")
def own_database(postgres_store: PostgresStore) -> str:
    """A database that a module shares with no other: its tests are about all customers there are."""
    name = f"users_{secrets.token_hex(4)}"
    url = provision_postgres(postgres_store.admin_url, {name: secrets.token_urlsafe()})[name]
    apply_sql(url, FUNCTIONS / "users" / "migrations")
    return url
