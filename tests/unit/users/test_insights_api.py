"""Insights over HTTP: fresh while that is quick, as old as they say where it is not."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from gateway import token
from users import jobs, wiring
from users.customer import Activity
from users.insight import Cohort, Cohorts, FavouriteGenres, GenreFans, Quintile, Rfm, RfmCell, TopSpender
from users.insights import KEPT_TIMES_AS_LONG
from videoclub.clock import utc_now
from videoclub.identity import Role
from videoclub.ids import AccountId

from .test_customers_api import ADMIN, add

RFM = Rfm(
    7,
    [Quintile("recency", 5, 2, "2026-11-01T00:00:00Z", "2026-11-21T09:30:00Z")],
    [RfmCell(5, 4, 3, 2, Decimal("123456.00"))],
)
COHORTS = Cohorts([Cohort("2026-10", 8, [4, 2])])
GENRES = FavouriteGenres([GenreFans("horror", 1, 3, 0.75, 9, Decimal("20.00"))])
NAMES = ["rfm", "cohorts", "favourite-genres"]


@pytest.fixture
def asking(club):
    club.insights.answers = {"rfm": RFM, "cohorts": COHORTS, "favourite_genres": GENRES}

    def ask(name: str, **query: str):
        return club.call("GET", f"/customer-insights/{name}", query=query, token=ADMIN)

    return SimpleNamespace(club=club, ask=ask)


def test_quintiles(asking):
    answer = asking.ask("rfm").json
    assert answer["customers"] == 7
    assert answer["quintiles"][0] == {
        "measure": "recency",
        "score": 5,
        "customers": 2,
        "lowest": "2026-11-01T00:00:00Z",
        "highest": "2026-11-21T09:30:00Z",
    }
    [cell] = answer["items"]
    assert (cell["monetary"], cell["spent"]) == (3, {"amount": "123456.00", "currency": "EUR"})
    assert "computed_at" in answer


def test_cohorts_tell_counts_and_shares(asking):
    [cohort] = asking.ask("cohorts").json["items"]
    assert cohort == {"month": "2026-10", "customers": 8, "active": [4, 2], "retained": [0.5, 0.25]}


def test_favourite_genres(asking):
    [fans] = asking.ask("favourite-genres").json["items"]
    assert (fans["genre"], fans["rank"], fans["share"], fans["spent"]["amount"]) == ("horror", 1, 0.75, "20.00")


@pytest.mark.parametrize(
    ("took_s", "age", "computed"),
    [
        (0.01, timedelta(seconds=2), 1),
        (0.5, timedelta(seconds=2), 0),
        (0.5, timedelta(seconds=0.5 * KEPT_TIMES_AS_LONG + 1), 1),
        (3.0, timedelta(hours=1), 0),
    ],
)
def test_an_answer_is_kept_for_as_long_as_it_is_worth(asking, took_s, age, computed):
    # Given: an answer of that age
    store = asking.club.insights
    store.takes_s = took_s
    asking.club.admin.insights.read_insight("rfm", now=utc_now() - age)
    store.computed.clear()

    # When
    asking.ask("rfm")

    # Then
    assert len(store.computed) == computed


def test_the_hourly_job_makes_all_anew(asking, monkeypatch):
    # Given
    monkeypatch.setattr(wiring, "wired_admin", lambda: asking.club.admin)
    asking.club.insights.takes_s = 3.0

    # When
    took_s = jobs.compute_insights({}, SimpleNamespace(aws_request_id="r"))

    # Then
    assert took_s == {"rfm": 3.0, "cohorts": 3.0, "favourite_genres": 3.0}
    assert set(asking.club.insights.kept) == {"rfm", "cohorts", "favourite_genres"}


def test_top_spenders_are_told_with_their_accounts(asking):
    # Given
    customer = add(asking.club)
    spenders = [
        TopSpender(1, customer.id, 9, Decimal("90.00"), 0.9),
        TopSpender(2, AccountId("erased"), 1, Decimal("10.00"), 0.1),
    ]
    asking.club.insights.spenders = spenders

    # When
    answer = asking.ask("top-spenders", **{"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"})

    # Then
    first, second = answer.json["items"]
    assert (answer.json["since"], answer.json["until"]) == ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert (first["customer"]["id"], first["spent"]["amount"], first["share"]) == (customer.id, "90.00", 0.9)
    assert "customer" not in second


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": "last week"}, "/from"),
        ({"from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "/to"),
        ({"since": "2026-02-01T00:00:00Z"}, "/since"),
        ({"limit": "0"}, "/limit"),
    ],
)
def test_what_is_no_span_is_named(asking, query, pointer):
    answer = asking.ask("top-spenders", **query)
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, pointer)


def test_lapsed_customers_those_first_who_spent_most(asking):
    # Given
    now = utc_now()
    silent = now - timedelta(days=100)
    small = add(asking.club, activity=Activity(1, Decimal("1.00"), silent))
    large = add(asking.club, activity=Activity(5, Decimal("9.00"), silent))
    add(asking.club, activity=Activity(5, Decimal("9.00"), now))
    add(asking.club)
    asking.club.insights.gaps = {large.id: 12.34}

    # When
    first, second = asking.ask("lapsed", days="90").json["items"]

    # Then
    assert (first["customer"]["id"], first["silent_days"], first["usual_gap_days"]) == (large.id, 100, 12.3)
    assert (second["customer"]["id"], "usual_gap_days" in second) == (small.id, False)
    assert asking.ask("lapsed", days="101").json["items"] == []
    assert asking.ask("lapsed", days="0").json["errors"][0]["pointer"] == "/days"


@pytest.mark.parametrize("name", [*NAMES, "top-spenders", "lapsed"])
def test_it_is_for_admins(club, name):
    for roles in ((Role.CUSTOMER,), (Role.CUSTOMER, Role.DEVELOPER)):
        assert club.call("GET", f"/customer-insights/{name}", token=token("somebody", *roles)).status == 403
