"""The WatchlistStore, in memory and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fakes.accounts import MemoryAccounts
from fakes.personal_records import MemoryWatchlist
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_watchlist import PostgresWatchlist
from users.ports.accounts import AccountStore
from users.ports.watchlist import Wanted, WatchlistStore
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId, MovieId

from .test_stores import somebody

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LIMIT = 3


@dataclass(frozen=True)
class Stores:
    accounts: AccountStore
    watchlist: WatchlistStore

    def add_account(self) -> AccountId:
        credentials = somebody()
        self.accounts.insert_accounts([credentials])
        return credentials.account.id


@pytest.fixture(params=["memory", "postgres"])
def stores(request) -> Stores:
    if request.param == "memory":
        accounts = MemoryAccounts()
        return Stores(accounts, MemoryWatchlist(accounts))
    postgres = Postgres(request.getfixturevalue("service_database")("users"))
    return Stores(PostgresAccounts(postgres), PostgresWatchlist(postgres))


def wanted(minutes: int = 0) -> Wanted:
    return Wanted(MovieId(str(uuid4())), NOW + timedelta(minutes=minutes))


class TestWatchlistStore:
    def test_gives_the_films_of_an_account_page_by_page_newest_first(self, stores):
        # Given films, two of them added in the same instant
        account_id, other = stores.add_account(), stores.add_account()
        films = [wanted(minutes) for minutes in (1, 0, 1, 2)]
        for each in films:
            stores.watchlist.insert_wanted(account_id, each, limit=9)
        stores.watchlist.insert_wanted(other, wanted(), limit=9)

        # When
        seen, after = [], None
        while page := stores.watchlist.read_watchlist(account_id, after=after, limit=2):
            seen += page
            after = page[-1]

        # Then
        assert seen == sorted(films, key=lambda each: (each.added_at, each.movie_id), reverse=True)

    def test_keeps_a_film_once_as_it_was_added_first(self, stores):
        # Given
        account_id, first = stores.add_account(), wanted()

        # When
        again = Wanted(first.movie_id, NOW + timedelta(days=1))
        outcomes = [stores.watchlist.insert_wanted(account_id, each, limit=LIMIT) for each in (first, again)]

        # Then
        assert outcomes == ["kept", "kept"]
        assert list(stores.watchlist.read_watchlist(account_id, after=None, limit=9)) == [first]

    def test_is_full_for_others_than_those_it_has(self, stores):
        # Given
        account_id, films = stores.add_account(), [wanted(minutes) for minutes in range(LIMIT)]
        for each in films:
            stores.watchlist.insert_wanted(account_id, each, limit=LIMIT)

        # When / Then
        assert stores.watchlist.insert_wanted(account_id, wanted(), limit=LIMIT) == "full"
        assert stores.watchlist.insert_wanted(account_id, films[0], limit=1) == "kept"

    def test_forgets_a_film_also_twice(self, stores):
        # Given
        account_id, film = stores.add_account(), wanted()
        stores.watchlist.insert_wanted(account_id, film, limit=LIMIT)

        # When
        for _ in range(2):
            stores.watchlist.delete_wanted(account_id, film.movie_id)
        stores.watchlist.delete_wanted(account_id, MovieId("no\0 uuid"))

        # Then
        assert stores.watchlist.read_watchlist(account_id, after=None, limit=9) == []

    def test_knows_who_has_no_account(self, stores):
        assert stores.watchlist.insert_wanted(AccountId(str(uuid4())), wanted(), limit=LIMIT) == "no-account"


def test_many_at_once_do_not_go_beyond_the_limit(service_database):
    # Given
    url = service_database("users")
    account_id = Stores(PostgresAccounts(Postgres(url)), PostgresWatchlist(Postgres(url))).add_account()

    # When
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(
            pool.map(
                lambda _: PostgresWatchlist(Postgres(url)).insert_wanted(account_id, wanted(), limit=LIMIT), range(8)
            )
        )

    # Then
    assert sorted(outcomes) == ["full"] * (8 - LIMIT) + ["kept"] * LIMIT
