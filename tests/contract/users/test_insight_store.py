"""Insights as PostgreSQL computes them, over customers few enough to count by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from users.account import Credentials
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_insights import PostgresInsights
from users.adapters.postgres_rental_facts import PostgresRentalFacts
from users.insight import Cohort, Cohorts, FavouriteGenres, GenreFans, Rfm, TopSpender
from users.ports.insights import KeptInsight
from users.rental_facts import CustomerRental
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId, CustomerId, MovieId, RentalId, new_id

from .test_stores import somebody

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SEPTEMBER, OCTOBER, NOVEMBER = (datetime(2026, month, 3, tzinfo=UTC) for month in (9, 10, 11))
HORROR, COMEDY = MovieId("horror-film"), MovieId("comedy-film")


@dataclass(frozen=True)
class Shop:
    insights: PostgresInsights
    early: AccountId
    other: AccountId
    late: AccountId


@pytest.fixture(scope="module")
def shop(own_database: str) -> Iterator[Shop]:
    """Two who signed up in September, one of whom rents every month, and two in November, one of whom never rents."""
    postgres = Postgres(own_database)
    early, other, late, _ = (_sign_up(postgres, at) for at in (SEPTEMBER, SEPTEMBER, NOVEMBER, NOVEMBER))
    rentals = [
        _rental(early, HORROR, SEPTEMBER, "1.00"),
        _rental(early, HORROR, OCTOBER, "2.00"),
        _rental(early, COMEDY, OCTOBER + timedelta(days=1), "2.00"),
        _rental(early, HORROR, NOVEMBER, "5.00"),
        _rental(other, COMEDY, SEPTEMBER + timedelta(days=1), "4.00"),
        _rental(other, COMEDY, NOVEMBER, "9.00", cancelled=True),
        _rental(late, COMEDY, NOVEMBER + timedelta(days=1), "5.00"),
    ]
    facts = PostgresRentalFacts(postgres)
    facts.record_rentals(sorted(rentals, key=lambda rental: rental.id))
    facts.record_genres({HORROR: "horror", COMEDY: "comedy"})
    yield Shop(PostgresInsights(postgres), early, other, late)
    postgres.close()


def _sign_up(postgres: Postgres, at: datetime) -> AccountId:
    account = replace(somebody().account, created_at=at)
    PostgresAccounts(postgres).insert_accounts([Credentials(account, None)])
    return account.id


def _rental(
    customer: AccountId, movie: MovieId, at: datetime, euros: str, *, cancelled: bool = False
) -> CustomerRental:
    cancelled_at = at if cancelled else None
    return CustomerRental(RentalId(new_id()), CustomerId(customer), movie, at, Decimal(euros), cancelled_at)


def test_cohorts_count_who_rented_in_which_month(shop: Shop):
    assert shop.insights.compute("cohorts", now=NOW) == Cohorts(
        [Cohort("2026-09", 2, [2, 1, 1]), Cohort("2026-11", 2, [1])]
    )


def test_scores_rank_by_how_lately_how_often_and_for_how_much(shop: Shop):
    # Given: by recency other < early < late; by frequency other = late < early; by sum other < late < early
    rfm = shop.insights.compute("rfm", now=NOW)

    # Then: with three customers the middle one has half of them below
    assert isinstance(rfm, Rfm)
    cells = {(cell.recency, cell.frequency, cell.monetary): cell.spent for cell in rfm.cells}
    assert cells == {
        (1, 1, 1): Decimal("4.00"),
        (3, 5, 5): Decimal("10.00"),
        (5, 1, 3): Decimal("5.00"),
    }
    assert rfm.customers == 3
    frequency = {
        one.score: (one.customers, one.lowest, one.highest) for one in rfm.quintiles if one.measure == "frequency"
    }
    assert frequency == {5: (1, "4", "4"), 1: (2, "1", "1")}


def test_genres_rank_by_who_likes_them_best(shop: Shop):
    found = shop.insights.compute("favourite_genres", now=NOW)
    assert isinstance(found, FavouriteGenres)
    assert [replace(fans, share=round(fans.share, 3)) for fans in found.genres] == [
        GenreFans("comedy", 1, 2, 0.667, 2, Decimal("9.00")),
        GenreFans("horror", 2, 1, 0.333, 4, Decimal("10.00")),
    ]


def test_top_spenders_share_a_rank_for_equal_sums(shop: Shop):
    # When: only November, its first day included and its last left out
    found = shop.insights.top_spenders(NOVEMBER, NOVEMBER + timedelta(days=30), 10)

    # Then
    assert {spender.customer_id for spender in found} == {shop.early, shop.late}
    assert [(spender.rank, spender.rented, spender.spent) for spender in found] == [(1, 1, Decimal("5.00"))] * 2
    assert [spender.share for spender in found] == [0.5, 0.5]
    [first] = shop.insights.top_spenders(SEPTEMBER, NOW, 1)
    assert replace(first, share=round(first.share, 3)) == TopSpender(1, shop.early, 4, Decimal("10.00"), 0.526)
    assert shop.insights.top_spenders(NOW, NOW + timedelta(days=1), 5) == []


def test_the_usual_gap_lies_between_rentals(shop: Shop):
    rented = [SEPTEMBER, OCTOBER, OCTOBER + timedelta(days=1), NOVEMBER]
    gaps = [(later - earlier).days for earlier, later in pairwise(rented)]
    found = shop.insights.usual_gaps([shop.early, shop.late, AccountId(new_id())])
    assert found == {shop.early: pytest.approx(sum(gaps) / len(gaps))}


@pytest.mark.parametrize("name", ["rfm", "cohorts", "favourite_genres"])
def test_an_answer_is_kept_as_it_was_made_and_the_latest_stands(shop: Shop, name):
    # Given
    answer = shop.insights.compute(name, now=NOW)
    assert shop.insights.find_kept(name) is None

    # When
    shop.insights.keep(name, KeptInsight(answer, NOW, 1.5))
    shop.insights.keep(name, KeptInsight(answer, NOW - timedelta(hours=1), 2.5))

    # Then
    assert shop.insights.find_kept(name) == KeptInsight(answer, NOW, 1.5)
