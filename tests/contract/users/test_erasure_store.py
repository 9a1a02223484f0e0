"""The ErasureStore, in memory and on PostgreSQL, and what PostgreSQL tells a person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from fakes.accounts import MemoryAccounts, MemorySessions
from fakes.personal_records import MemoryErasures, MemoryWatchlist
from users.account import Account
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_erasures import PostgresErasures
from users.adapters.postgres_personal_records import PostgresPersonalRecords
from users.adapters.postgres_sessions import PostgresSessions
from users.adapters.postgres_watchlist import PostgresWatchlist
from users.ports.accounts import AccountStore
from users.ports.personal_data import Erasure, ErasureStore
from users.ports.sessions import SessionStore
from users.ports.watchlist import Wanted, WatchlistStore
from users.session import Session
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable
from videoclub.identity import Role
from videoclub.ids import CustomerId, EventId, MovieId

from .test_stores import somebody

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SETTLED = NOW + timedelta(minutes=20)


@dataclass(frozen=True)
class Stores:
    accounts: AccountStore
    sessions: SessionStore
    watchlist: WatchlistStore
    erasures: ErasureStore

    def add_account(self, *roles: Role) -> Account:
        """An account with a session and a film it wants to watch."""
        credentials = somebody()
        account = replace(credentials.account, roles=(Role.CUSTOMER, *roles))
        self.accounts.insert_accounts([replace(credentials, account=account)])
        session, _ = Session.begin(account.id, device="a canary", lifetime=timedelta(days=30), now=NOW)
        self.sessions.insert_session(session, password_hash="hash")
        self.watchlist.insert_wanted(account.id, Wanted(MovieId(str(uuid4())), NOW), limit=9)
        return account

    def told_at(self, now: datetime, *ours: Erasure) -> list[Erasure]:
        """Those of `ours` that are told then; the store is shared."""
        told: list[Erasure] = []
        self.erasures.settle_due(now, 1000, told.extend)
        return [erasure for erasure in told if erasure in ours]


def postgres_stores(url: str) -> Stores:
    postgres = Postgres(url)
    return Stores(
        PostgresAccounts(postgres), PostgresSessions(postgres), PostgresWatchlist(postgres), PostgresErasures(postgres)
    )


@pytest.fixture(params=["memory", "postgres"])
def stores(request) -> Stores:
    if request.param == "memory":
        accounts = MemoryAccounts()
        sessions = MemorySessions(accounts)
        watchlist = MemoryWatchlist(accounts)
        return Stores(accounts, sessions, watchlist, MemoryErasures(accounts, sessions, watchlist))
    return postgres_stores(request.getfixturevalue("service_database")("users"))


def erasure_of(account: Account) -> Erasure:
    return Erasure(EventId(str(uuid4())), CustomerId(account.id), NOW, SETTLED, {"request_id": str(uuid4())})


class TestErasureStore:
    def test_the_account_goes_with_all_that_belongs_to_it(self, stores):
        # Given
        account = stores.add_account()

        # When
        outcome = stores.erasures.erase_account(account, erasure_of(account))

        # Then
        assert outcome == "erased"
        assert stores.accounts.find_account(account.id) is None
        assert stores.accounts.find_credentials(account.email) is None
        assert stores.watchlist.read_watchlist(account.id, after=None, limit=9) == []

    def test_it_goes_once(self, stores):
        # Given
        account = stores.add_account()
        first, second = erasure_of(account), erasure_of(account)
        stores.erasures.erase_account(account, first)

        # When
        outcome = stores.erasures.erase_account(account, second)

        # Then
        assert outcome == "gone"
        assert stores.told_at(NOW, first, second) == [first]

    def test_an_erasure_is_told_at_once_and_when_it_has_settled(self, stores):
        # Given
        account = stores.add_account()
        erasure = erasure_of(account)
        stores.erasures.erase_account(account, erasure)

        # When
        told = [stores.told_at(now, erasure) for now in (NOW, NOW, SETTLED, SETTLED + timedelta(days=1))]

        # Then
        assert told == [[erasure], [], [erasure], []]

    def test_what_could_not_be_told_is_due_as_before(self, stores):
        # Given
        account = stores.add_account()
        erasure = erasure_of(account)
        stores.erasures.erase_account(account, erasure)

        def fail(_: object) -> None:
            raise ServiceUnavailable("The event bus is not answering.")

        # When
        with pytest.raises(ServiceUnavailable):
            stores.erasures.settle_due(NOW, 1000, fail)

        # Then
        assert stores.told_at(NOW, erasure) == [erasure]


@pytest.fixture
def lone_admins(service_database: Callable[[str], str]) -> Stores:
    """Stores in which nobody is an admin yet."""
    stores = postgres_stores(service_database("users"))
    with Postgres(service_database("users")).transaction() as connection:
        connection.execute("UPDATE accounts SET roles = '{customer}' WHERE 'admin' = ANY (roles)")
    return stores


def test_the_last_admin_stays(lone_admins: Stores):
    # Given
    first, second = lone_admins.add_account(Role.ADMIN), lone_admins.add_account(Role.ADMIN)

    # When
    outcomes = [lone_admins.erasures.erase_account(each, erasure_of(each)) for each in (first, second)]

    # Then
    assert outcomes == ["erased", "last-admin"]
    assert lone_admins.accounts.find_account(second.id) == second


def test_one_of_two_admins_who_leave_at_once_stays(lone_admins: Stores, service_database: Callable[[str], str]):
    # Given
    admins = [lone_admins.add_account(Role.ADMIN) for _ in range(2)]

    # When
    with ThreadPoolExecutor(2) as pool:
        outcomes = pool.map(
            lambda each: PostgresErasures(Postgres(service_database("users"))).erase_account(each, erasure_of(each)),
            admins,
        )

    # Then
    assert sorted(outcomes) == ["erased", "last-admin"]


def test_after_the_last_telling_nothing_says_who_it_was(service_database: Callable[[str], str]):
    # Given
    url = service_database("users")
    stores = postgres_stores(url)
    account = stores.add_account()
    erasure = erasure_of(account)
    stores.erasures.erase_account(account, erasure)

    # When
    stores.told_at(SETTLED, erasure)

    # Then
    with Postgres(url).transaction() as connection:
        row = connection.execute("SELECT * FROM erasures WHERE event_id = %s", (erasure.event_id,)).fetchone()
    assert row is not None
    assert (row["customer_id"], row["due_at"], row["erased_at"]) == (None, None, NOW)


def test_a_person_is_told_all_but_secrets(service_database: Callable[[str], str]):
    # Given
    url = service_database("users")
    stores = postgres_stores(url)
    account, other = stores.add_account(), stores.add_account()

    # When
    export: Any = PostgresPersonalRecords(Postgres(url)).export_account(account.id)

    # Then
    assert export["account"]["email"] == account.email
    assert [session["device"] for session in export["sessions"]] == ["a canary"]
    assert len(export["watchlist"]) == 1
    assert other.id not in str(export)
    assert "hash" not in str(export)
