"""An admin asks for reports, lists them and reads them."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fakes.stats import NOON, RentalStory
from gateway import Answer, token
from stats.periods import Period
from stats.reports import ANSWER_MAX_BYTES
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
        "kind": "day",
        "links": {"report": "https://api.test/v1/reports/2026-11-21"},
    }
    assert answer.headers["location"] == "https://api.test/v1/reports/2026-11-21"
    assert desk.bot.started == [(Period(date(2026, 11, 21)), 1)]


@pytest.mark.parametrize("period", ["2026-W47", "2026-11"])
def test_weeks_and_months_may_be_asked_for(desk: Desk, period: str):
    # When
    answer = desk.call("POST", "/reports", body={"period": period}, token=desk.admin)

    # Then
    assert (answer.status, answer.json["links"]["report"]) == (202, f"https://api.test/v1/reports/{period}")
    assert desk.bot.started == [(Period.parse(period), 1)]


@pytest.mark.parametrize(
    "period",
    ["yesterday", "2026-13-01", "2026-02-30", "20261121", "2026-W47-6", "2900-01-01", "2900-W01", "", "1" * 99],
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


def make_report(desk: Desk, period: Period) -> None:
    desk.reporting.make_report(period, now=NOON + timedelta(days=1), check_time=lambda: None)


def read_report(desk: Desk, period: str = "2026-11-21", **options: Any) -> Answer:
    return desk.call("GET", "/reports/{period}", path={"period": period}, token=desk.admin, **options)


def test_a_report_is_read_as_it_was_written(desk: Desk):
    # Given
    desk.neighbours.shards[0].append(RentalStory().fact)
    make_report(desk, Period(NOON.date()))

    # When
    answer = read_report(desk)

    # Then
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.text == desk.reports.files["2026-11-21", "report.json"]
    assert answer.json["rentals"] == 1


@pytest.mark.parametrize(
    ("headers", "query", "media_type", "name"),
    [
        ({"Accept": "*/*"}, None, "application/json", "report.json"),
        ({"Accept": "text/csv"}, None, "text/csv; charset=utf-8", "report.csv"),
        ({"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, None, "text/html; charset=utf-8", "index.html"),
        (
            {"Accept": "text/html", "Accept-Language": "fr-CH, en;q=0.5"},
            None,
            "text/html; charset=utf-8",
            "index.fr.html",
        ),
        ({"Accept": "text/html", "Accept-Language": "de"}, None, "text/html; charset=utf-8", "index.html"),
        ({"Accept": "text/html"}, {"language": "fr"}, "text/html; charset=utf-8", "index.fr.html"),
    ],
)
def test_the_caller_chooses_form_and_language(
    desk: Desk, headers: dict[str, str], query: dict[str, str] | None, media_type: str, name: str
):
    # Given
    make_report(desk, Period(NOON.date()))

    # When
    answer = read_report(desk, headers=headers, query=query)

    # Then
    assert (answer.status, answer.headers["content-type"]) == (200, media_type)
    assert answer.text == desk.reports.files["2026-11-21", name]


def test_a_form_that_there_is_not_is_refused(desk: Desk):
    # When
    answer = read_report(desk, headers={"Accept": "image/png"})

    # Then
    assert (answer.status, answer.json["code"]) == (406, "not-acceptable")


def test_a_report_too_large_for_an_answer_is_a_redirect(desk: Desk):
    # Given
    desk.reports.files["2026-11-21", "report.json"] = "x" * (ANSWER_MAX_BYTES + 1)

    # When
    answer = read_report(desk)

    # Then
    assert answer.status == 303
    assert answer.headers["location"] == answer.json["url"] == "https://files.test/2026-11-21/report.json?expires=900"


@pytest.mark.parametrize(
    ("period", "status"), [("2026-11-20", 404), ("2026-W40", 404), ("soon", 400), ("2900-01", 400)]
)
def test_a_report_that_was_not_made_is_not_found_and_one_that_cannot_be_is_refused(
    desk: Desk, period: str, status: int
):
    # When / Then
    assert read_report(desk, period).status == status


def test_reports_are_listed_latest_first_by_pages_and_by_kind(desk: Desk):
    # Given
    for number in range(3):
        make_report(desk, Period(NOON.date() - timedelta(days=number)))
    make_report(desk, Period.parse("2026-W46"))

    # When
    first = desk.call("GET", "/reports", query={"limit": "2", "kind": "day"}, token=desk.admin)
    cursor = parse_qs(urlsplit(first.json["next"]).query)["cursor"][0]
    second = desk.call("GET", "/reports", query={"limit": "2", "kind": "day", "cursor": cursor}, token=desk.admin)
    weeks = desk.call("GET", "/reports", query={"kind": "week"}, token=desk.admin)
    foreign = desk.call("GET", "/reports", query={"kind": "week", "cursor": cursor}, token=desk.admin)

    # Then
    periods = [item["period"] for page in (first, second) for item in page.json["items"]]
    assert periods[:3] == ["2026-11-21", "2026-11-20", "2026-11-19"]
    assert first.json["items"][0]["closed"] is True
    assert [item["period"] for item in weeks.json["items"]] == ["2026-W46"]
    assert foreign.status == 400


@pytest.mark.parametrize(
    ("method", "resource", "options"),
    [
        ("GET", "/reports", {}),
        ("POST", "/reports", {"body": {"period": "2026-11-21"}}),
        ("GET", "/reports/{period}", {"path": {"period": "2026-11-21"}}),
        ("GET", "/movies/{movie_id}/stats", {"path": {"movie_id": "m"}}),
        ("GET", "/stats/dead-letters", {}),
        ("POST", "/stats/dead-letter-redrives", {}),
    ],
)
def test_what_admins_read_is_for_admins(desk: Desk, method: str, resource: str, options: dict[str, object]):
    # When
    customer = desk.call(method, resource, token=token(new_id(), Role.CUSTOMER), **options)
    anonymous = desk.call(method, resource, **options)

    # Then
    assert (customer.status, anonymous.status) == (403, 401)
