"""An admin asks for reports, lists them and reads them."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from fakes.stats import NOON, RentalStory
from gateway import token
from stats.periods import Period
from videoclub.clock import utc_now
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import Desk


def test_a_requested_report_is_started_and_linked(desk: Desk):
    # When
    answer = desk.call("POST", "/reports", body={"period": "2026-11-21"}, token=desk.admin)

    # Then
    assert answer.status == 202
    assert answer.json == {
        "period": "2026-11-21",
        "links": {"report": "https://api.test/v1/reports/2026-11-21"},
    }
    assert answer.headers["location"] == "https://api.test/v1/reports/2026-11-21"
    assert desk.bot.started == [Period(date(2026, 11, 21))]


@pytest.mark.parametrize(
    "period",
    [
        "yesterday",
        "2026-13-01",
        "2026-02-30",
        "20261121",
        "2026-W47",
        "2026-11",
        "2026-W47-6",
        "9999-01-01",
        "",
        "1" * 99,
    ],
)
def test_a_period_that_cannot_be_reported_is_refused_by_name(desk: Desk, period: str):
    # When
    answer = desk.call("POST", "/reports", body={"period": period}, token=desk.admin)

    # Then
    assert answer.status == 400
    assert answer.json["errors"][0]["pointer"] == "/period"
    assert desk.bot.started == []


def test_today_may_be_reported_before_it_is_over(desk: Desk):
    # When
    answer = desk.call("POST", "/reports", body={"period": utc_now().date().isoformat()}, token=desk.admin)

    # Then
    assert answer.status == 202


def test_a_report_is_read_as_it_was_written(desk: Desk):
    # Given
    desk.rental.shards[0].append(RentalStory().fact)
    desk.wiring.reporting.make_report(Period(NOON.date()), now=NOON + timedelta(days=1))

    # When
    answer = desk.call("GET", "/reports/{period}", path={"period": "2026-11-21"}, token=desk.admin)

    # Then
    assert answer.status == 200
    assert answer.text == desk.reports.files["2026-11-21"]
    assert answer.json["rentals"] == 1


def test_a_report_that_was_not_made_is_not_found(desk: Desk):
    # When
    unknown = desk.call("GET", "/reports/{period}", path={"period": "2026-11-20"}, token=desk.admin)
    bad = desk.call("GET", "/reports/{period}", path={"period": "soon"}, token=desk.admin)

    # Then
    assert (unknown.status, bad.status) == (404, 400)


def test_reports_are_listed_latest_first_by_pages(desk: Desk):
    # Given
    for number in range(3):
        desk.wiring.reporting.make_report(Period(NOON.date() - timedelta(days=number)), now=NOON + timedelta(days=1))

    # When
    first = desk.call("GET", "/reports", query={"limit": "2"}, token=desk.admin)
    cursor = parse_qs(urlsplit(first.json["next"]).query)["cursor"][0]
    second = desk.call("GET", "/reports", query={"limit": "2", "cursor": cursor}, token=desk.admin)

    # Then
    periods = [item["period"] for page in (first, second) for item in page.json["items"]]
    assert periods == ["2026-11-21", "2026-11-20", "2026-11-19"]
    assert first.json["items"][0]["closed"] is True
    assert "next" not in second.json


@pytest.mark.parametrize(
    ("method", "resource", "options"),
    [
        ("GET", "/reports", {}),
        ("POST", "/reports", {"body": {"period": "2026-11-21"}}),
        ("GET", "/reports/{period}", {"path": {"period": "2026-11-21"}}),
    ],
)
def test_reports_are_for_admins(desk: Desk, method: str, resource: str, options: dict[str, object]):
    # When
    customer = desk.call(method, resource, token=token(new_id(), Role.CUSTOMER), **options)
    anonymous = desk.call(method, resource, **options)

    # Then
    assert (customer.status, anonymous.status) == (403, 401)
