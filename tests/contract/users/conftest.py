"""Each port of Users in memory and on PostgreSQL: one set of tests holds both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from fakes.users import (
    MemoryAccounts,
    MemoryApiKeys,
    MemoryAttempts,
    MemoryLinks,
    MemoryMailRequests,
    MemorySessions,
)
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_api_keys import PostgresApiKeys
from users.adapters.postgres_attempts import PostgresAttempts
from users.adapters.postgres_links import PostgresLinks
from users.adapters.postgres_mail_requests import PostgresMailRequests
from users.adapters.postgres_sessions import PostgresSessions
from users.api_key_ports import ApiKeyStore
from users.mail_ports import LinkStore, MailRequests
from users.ports import AccountStore, AttemptCounter, SessionStore
from videoclub.drivers.postgres import Postgres


@dataclass(frozen=True)
class Stores:
    accounts: AccountStore
    sessions: SessionStore
    attempts: AttemptCounter
    mail_requests: MailRequests
    links: LinkStore
    api_keys: ApiKeyStore


@pytest.fixture(params=["memory", "postgres"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        accounts = MemoryAccounts()
        yield Stores(
            accounts,
            MemorySessions(accounts),
            MemoryAttempts(),
            MemoryMailRequests(accounts),
            MemoryLinks(accounts),
            MemoryApiKeys(),
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
    )
    postgres.close()
