"""Every filter and every order of customers is answered by an index, at a size at which PostgreSQL has the choice."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg.sql import SQL, Composed

from databases import FUNCTIONS
from users.adapters.customer_statements import page_statement
from users.adapters.insight_statements import TOP_SPENDERS, USUAL_GAPS
from users.models.customers import ListCustomers
from videoclub.drivers.postgres import Postgres
from videoclub.ids import new_id
from videoclub_local.bench.customer_loading import LAST_DAY, load_customers
from videoclub_local.migrations import apply_sql
from videoclub_local.provision import provision_postgres
from videoclub_local.stores.postgres import PostgresStore

CUSTOMERS, RENTALS_EACH = 50_000, 2
LONG_AGO, LATELY = (LAST_DAY - timedelta(days=719)).isoformat(), (LAST_DAY - timedelta(hours=2)).isoformat()


@pytest.fixture(scope="module")
def postgres(postgres_store: PostgresStore) -> Iterator[Postgres]:
    name = f"users_{secrets.token_hex(4)}"
    url = provision_postgres(postgres_store.admin_url, {name: secrets.token_urlsafe()})[name]
    apply_sql(url, FUNCTIONS / "users" / "migrations")
    load_customers(url, CUSTOMERS, each=RENTALS_EACH)
    postgres = Postgres(url)
    yield postgres
    postgres.close()


def scans_of(postgres: Postgres, statement: Composed, values: Any) -> tuple[set[str], set[str]]:
    """The indexes that a statement has read, and the tables that it has read from end to end."""
    with postgres.transaction() as connection:
        [explained] = connection.execute(SQL("EXPLAIN (ANALYZE, FORMAT JSON) {}").format(statement), values).fetchall()
    indexes, tables, plans = set[str](), set[str](), [explained["QUERY PLAN"][0]["Plan"]]
    while plans:
        plan = plans.pop()
        if not plan["Actual Loops"]:
            continue
        indexes |= {plan["Index Name"]} if "Index Name" in plan else set()
        tables |= {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
        plans += plan.get("Plans", [])
    return indexes, tables


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "customers_by_created_at"),
        ({"sort": "created_at"}, "customers_by_created_at"),
        ({"sort": "display_name"}, "customers_by_name"),
        ({"sort": "-rented"}, "customers_by_rented"),
        ({"sort": "-spent"}, "customers_by_spent"),
        ({"sort": "last_rented_at"}, "customers_by_last_rented_at"),
        ({"q": "stremou 4711"}, "customers_by_word"),
        ({"country": "JP"}, "customers_by_country"),
        ({"country": "FR"}, "customers_by_c"),
        ({"locale": "de"}, "customers_by_locale"),
        ({"status": "suspended", "sort": "-spent"}, "customers_by_"),
        ({"tag": "press"}, "customers_by_tag"),
        ({"created_before": LONG_AGO}, "customers_by_created_at"),
        ({"created_after": LATELY, "sort": "-spent"}, "customers_by_created_at"),
        ({"rented_min": "20"}, "customers_by_rented"),
        ({"spent_min": "60"}, "customers_by_spent"),
        ({"rented_min": "3", "rented_max": "3", "spent_max": "3"}, "customers_by_"),
        ({"last_rented_after": LATELY}, "customers_by_"),
        ({"last_rented_before": LONG_AGO}, "customers_by_last_rented_at"),
        ({"favourite_genre": "avant-garde", "sort": "-spent"}, "customers_by_"),
        ({"favourite_genre": "polka"}, "customers_by_favourite_genre"),
        ({"country": "FR", "tag": "vip", "rented_min": "1", "favourite_genre": "drama"}, "customers_by_"),
    ],
)
def test_customers_are_found_by_index(postgres: Postgres, asked: dict[str, str], index: str):
    # Given
    query = ListCustomers.model_validate(asked)
    statement, values = page_statement(query.asked, None, query.limit)

    # When
    indexes, tables = scans_of(postgres, statement, values)

    # Then
    assert any(name.startswith(index) for name in indexes), indexes
    assert tables == set()


def test_a_further_page_begins_within_the_index(postgres: Postgres):
    query = ListCustomers.model_validate({"sort": "-spent"})
    statement, values = page_statement(query.asked, ["10.00", "00000000-0000-4000-8000-000000000000"], 20)
    indexes, tables = scans_of(postgres, statement, values)
    assert ("customers_by_spent" in indexes, tables) == (True, set())


def test_what_lies_at_the_far_end_of_an_order_is_not_walked_to(postgres: Postgres):
    # Given: the longest silent are the first who came, and the newest are asked for first
    query = ListCustomers.model_validate({"last_rented_before": (LAST_DAY - timedelta(days=700)).isoformat()})
    statement, values = page_statement(query.asked, None, query.limit)

    # When
    indexes, tables = scans_of(postgres, statement, values)

    # Then
    assert ("customers_by_last_rented_at" in indexes, tables) == (True, set())


def test_rentals_of_a_day_and_of_a_customer_are_read_by_index(postgres: Postgres):
    # Given
    day = {"since": LAST_DAY - timedelta(days=1), "until": LAST_DAY, "limit": 20}

    # When
    of_day, of_day_whole = scans_of(postgres, SQL("{}").format(SQL(TOP_SPENDERS)), day)
    of_customer, _ = scans_of(postgres, SQL("{}").format(SQL(USUAL_GAPS)), ([new_id()],))

    # Then
    assert (of_day, of_day_whole) == ({"rentals_by_time"}, set())
    assert of_customer == {"rentals_by_customer"}
