"""Each port of Users in memory and on PostgreSQL: one set of tests holds both."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from fakes.users import MemoryAccounts, MemorySessions, MemorySignInFailures
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_sessions import PostgresSessions
from users.adapters.postgres_sign_in_failures import PostgresSignInFailures
from users.ports import AccountStore, SessionStore, SignInFailures
from videoclub.drivers.postgres import Postgres


@dataclass(frozen=True)
class Stores:
    accounts: AccountStore
    sessions: SessionStore
    failures: SignInFailures


@pytest.fixture(params=["memory", "postgres"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "memory":
        yield Stores(MemoryAccounts(), MemorySessions(), MemorySignInFailures())
        return
    service_database: Callable[[str], str] = request.getfixturevalue("service_database")
    postgres = Postgres(service_database("users"))
    yield Stores(PostgresAccounts(postgres), PostgresSessions(postgres), PostgresSignInFailures(postgres))
    postgres.close()
