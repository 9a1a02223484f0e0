"""What PostgreSQL finds is what a question about customers means, however it is nested."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.customers import MemoryCustomers
from users.account import Account, Credentials, parse_email
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_customers import PostgresCustomers
from users.customer import Activity, Customer
from users.customer_query import AllOf, AnyOf, Condition, CustomerQuery, Expression, Not, Sort
from videoclub.drivers.postgres import Postgres
from videoclub.identity import Role
from videoclub.ids import AccountId

DAY = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
COUNTRIES, LOCALES, GENRES, TAGS = ("FR", "BE", "CA"), ("fr", "en"), ("drama", "horror"), ("vip", "press", "café")
NAMES = ("Élise Noël", "Jack O'Neil", "Zoé 100%", "Ana_Maria Lopez", "Li")
EVERYBODY = AllOf(())

instants = st.integers(0, 6).map(lambda days: DAY - timedelta(days=days))


def people() -> list[Customer]:
    """Sixty customers, as different as few values allow."""
    import random

    pick = random.Random(5)  # noqa: S311 - who there is
    made: list[Customer] = []
    for number in range(60):
        rented = pick.choice((0, 0, 1, 2, 3))
        account_id = AccountId(f"00000000-0000-4000-8000-{pick.getrandbits(48):012x}")
        activity = Activity(
            rented,
            Decimal("2.50") * pick.randrange(4),
            DAY - timedelta(days=pick.randrange(5)),
            pick.choice((None, *GENRES)),
        )
        made.append(
            Customer(
                account_id,
                parse_email(f"person{number}@{pick.choice(('mail', 'club'))}.example.com"),
                pick.choice(NAMES),
                pick.choice(LOCALES),
                pick.choice((None, *COUNTRIES)),
                pick.choice((None, 1980, 1990)),
                pick.choice(("active", "active", "suspended")),
                tuple(sorted(pick.sample(TAGS, pick.randrange(3)))),
                DAY - timedelta(days=pick.randrange(5)),
                1,
                activity if rented else Activity(),
            )
        )
    return made


@dataclass(frozen=True)
class Both:
    """The same customers in memory and in PostgreSQL."""

    memory: MemoryCustomers
    postgres: PostgresCustomers


@pytest.fixture(scope="module")
def both(own_database: str) -> Iterator[Both]:
    postgres, customers = Postgres(own_database), people()
    PostgresAccounts(postgres).insert_accounts([Credentials(_account(one), None) for one in customers])
    with postgres.transaction() as connection:
        for one in customers:
            connection.execute("UPDATE accounts SET tags = %s WHERE id = %s", (list(one.tags), one.id))
            activity = one.activity
            connection.execute(
                "UPDATE customers SET rented = %s, spent = %s, last_rented_at = coalesce(%s, '-infinity'::timestamptz),"
                " favourite_genre = %s WHERE id = %s",
                (activity.rented, activity.spent, activity.last_rented_at, activity.favourite_genre, one.id),
            )
    yield Both(MemoryCustomers({one.id: one for one in customers}), PostgresCustomers(postgres))
    postgres.close()


def _account(one: Customer) -> Account:
    return Account(
        one.id,
        one.email,
        one.display_name,
        one.locale,
        one.country,
        one.birth_year,
        (Role.CUSTOMER,),
        one.status,
        one.created_at,
    )


def _conditions() -> st.SearchStrategy[Condition]:
    def of(field: str, values: st.SearchStrategy, ops: tuple[str, ...], *, missing: bool = False):
        some = st.lists(values, min_size=1, max_size=3).map(tuple)
        compared = st.builds(Condition, st.just(field), st.sampled_from(ops), values)
        listed = st.builds(Condition, st.just(field), st.just("in"), some)
        absent = st.builds(Condition, st.just(field), st.sampled_from(("=", "!=")), st.none())
        return st.one_of(compared, listed, absent) if missing else st.one_of(compared, listed)

    alike, ordered = ("=", "!="), ("=", "!=", "<", "<=", ">", ">=")
    return st.one_of(
        of("country", st.sampled_from((*COUNTRIES, "JP")), alike, missing=True),
        of("locale", st.sampled_from(LOCALES), alike),
        of("status", st.sampled_from(("active", "suspended")), alike),
        of("tag", st.sampled_from((*TAGS, "nobody's")), alike),
        of("created_at", instants, ordered),
        of("birth_year", st.integers(1979, 1991), ordered, missing=True),
        of("rented", st.integers(0, 4), ordered),
        of("spent", st.integers(0, 8).map(lambda euros: Decimal(euros) * Decimal("1.25")), ordered),
        of("last_rented_at", instants, ordered, missing=True),
        of("favourite_genre", st.sampled_from((*GENRES, "western")), alike, missing=True),
    )


def _parts(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, several), st.builds(AnyOf, several), st.builds(Not, inner))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.recursive(_conditions(), _parts, max_leaves=8))
def test_compiled_to_sql_a_question_means_the_same(both: Both, expression: Expression):
    query = CustomerQuery(expression)
    meant = {customer.id for customer in both.memory.read_customers(query)}
    found = {customer.id for customer in both.postgres.find_customers(query, None, 100).customers}
    assert found == meant
    assert both.postgres.count_customers(query) == len(meant)


@pytest.mark.parametrize("sort", get_args(Sort.__value__))
def test_every_order_is_paged_without_gaps_and_doubles(both: Both, sort: Sort):
    # Given
    query = CustomerQuery(Not(Condition("country", "=", "BE")), sort=sort)

    # When
    seen, after = [], None
    while (page := both.postgres.find_customers(query, after, 7)).customers:
        seen += page.customers
        after = page.positions[-1]

    # Then
    assert seen == list(both.memory.read_customers(query))
    assert seen == list(both.postgres.read_customers(query))


@pytest.mark.parametrize(
    "words",
    [
        "élise",
        "ELISE noel",
        "lise",
        "o'neil",
        "100%",
        "ana_maria",
        "li",
        "l",
        "lopez person1",
        "club.example",
        "%",
        "zo",
    ],
)
def test_words_are_found_in_names_and_addresses(both: Both, words: str):
    query = CustomerQuery(EVERYBODY, words=words)
    found = [customer.id for customer in both.postgres.find_customers(query, None, 100).customers]
    assert found == [customer.id for customer in both.memory.read_customers(query)]


def test_a_customer_is_read_whole_and_changed_once(both: Both):
    # Given
    kept = next(iter(both.memory.kept.values()))
    assert both.postgres.find_customer(kept.id) == replace(kept, version=1)

    # When
    changed = both.postgres.update_customer(kept, status=kept.status, tags=kept.tags)
    stale = both.postgres.update_customer(kept, status="suspended", tags=())

    # Then
    assert (changed, stale) == (True, False)
    assert both.postgres.find_customer(kept.id) == replace(kept, version=2)


@pytest.mark.parametrize("nobody", ["no id", "00000000-0000-4000-8000-000000000000"])
def test_who_is_nobody_is_not_found(both: Both, nobody: str):
    assert both.postgres.find_customer(AccountId(nobody)) is None
    somebody = list(both.memory.kept)[3]
    assert set(both.postgres.name_customers([AccountId(nobody), somebody])) == {somebody}


def test_who_leaves_takes_everything_along(own_database: str, both: Both):
    leaving = list(both.memory.kept.values())[-1]
    with both.postgres.postgres.transaction() as connection:
        connection.execute("DELETE FROM accounts WHERE id = %s", (leaving.id,))
    assert both.postgres.find_customer(leaving.id) is None
    del both.memory.kept[leaving.id]
