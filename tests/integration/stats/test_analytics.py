"""Google Analytics gets each report once and within its limits: an endpoint as documented checks what arrives."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from fakes.stats_reports import MemoryLedger
from stats.adapters.ga4_reports import Ga4Reports
from stats.edition import Edition
from stats.periods import Period
from stats.report.figures import Amount, MovieReport, Report
from stats.report.making import merge_days
from videoclub.errors import ServiceUnavailable
from videoclub.ids import MovieId
from videoclub.values import Text

DAY = Period.parse("2026-11-21")
NEXT_MORNING = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
RESERVED = re.compile(r"^(_|ga_|google_|firebase_)")


@dataclass
class Analytics:
    """Takes what is sent and remembers it with what is wrong with it; answers as told."""

    url: str = ""
    status: int = 204
    hang_up: bool = False
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    faults: list[str] = field(default_factory=list[str])

    def take(self, path: str, body: bytes) -> None:
        query = parse_qs(urlsplit(path).query)
        sent = json.loads(body)
        self.requests.append(sent)
        self._check(urlsplit(path).path == "/mp/collect", "path")
        self._check(query == {"measurement_id": ["G-TEST"], "api_secret": ["s3cr3t"]}, "credentials")
        self._check(len(body) <= 130_000, "body over 130 kB")
        self._check(1 <= len(sent["events"]) <= 25, "events")
        self._check(bool(sent["client_id"]), "client_id")
        at = datetime.fromtimestamp(sent["timestamp_micros"] / 1_000_000, UTC)
        self._check(timedelta() <= NEXT_MORNING - at <= timedelta(hours=72), "timestamp")
        for event in sent["events"]:
            self._check_name(event["name"])
            self._check(len(event["params"]) <= 25, "parameters")
            for name, value in event["params"].items():
                self._check_name(name)
                self._check(len(quote(str(value), safe="")) <= 100, f"value of {name}")

    def _check_name(self, name: str) -> None:
        self._check(re.fullmatch(r"[A-Za-z]\w{0,39}", name) is not None and not RESERVED.match(name), f"name {name}")

    def _check(self, good: bool, what: str) -> None:
        if not good:
            self.faults.append(what)


@pytest.fixture
def analytics() -> Iterator[Analytics]:
    taking = Analytics()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taking.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            if taking.hang_up:
                self.connection.close()
                return
            self.send_response(taking.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class calls it
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    taking.url = f"http://127.0.0.1:{server.server_port}"
    yield taking
    server.shutdown()
    server.server_close()
    thread.join()


def sink(analytics: Analytics, ledger: MemoryLedger, now: datetime = NEXT_MORNING) -> Ga4Reports:
    return Ga4Reports(analytics.url, "G-TEST", "s3cr3t", ledger, clock=lambda: now)


def edition(period: Period = DAY, *, movies: int = 60, closed: bool = True) -> Edition:
    empty = merge_days(period, [], (0, 0, {}), closed=closed)
    films = [
        MovieReport(
            movie_id=MovieId(f"film-{number}"),
            title=Text(en="Übermäßig langer Titel " * 9),
            rentals=number,
            revenue=[Amount.model_validate({"amount": "2.49", "currency": "EUR"})],
            watched_s=1,
            started=1,
            completed=0,
        )
        for number in range(movies)
    ]
    return Edition(period, Report.model_validate(empty.model_dump() | {"movies": films}), {})


def test_a_day_is_sent_whole_in_batches_within_the_limits_and_once(analytics: Analytics):
    # Given
    ledger = MemoryLedger()

    # When
    for _ in range(2):
        sink(analytics, ledger).publish_report(edition())

    # Then
    assert analytics.faults == []
    assert [len(request["events"]) for request in analytics.requests] == [25, 25, 11]
    assert all(ledger.batches.values())


def test_what_was_refused_is_sent_again_and_what_was_taken_is_not(analytics: Analytics):
    # Given
    ledger = MemoryLedger()
    analytics.status = 503
    with pytest.raises(ServiceUnavailable):
        sink(analytics, ledger).publish_report(edition())
    analytics.requests.clear()
    analytics.status = 204

    # When
    sink(analytics, ledger).publish_report(edition())

    # Then
    assert len(analytics.requests) == 3


def test_what_may_have_arrived_is_not_sent_again(analytics: Analytics):
    # Given
    ledger = MemoryLedger()
    analytics.hang_up = True
    with pytest.raises(ServiceUnavailable):
        sink(analytics, ledger).publish_report(edition())
    analytics.hang_up = False

    # When
    sink(analytics, ledger).publish_report(edition())

    # Then
    first = {json.dumps(request, sort_keys=True) for request in analytics.requests}
    assert len(first) == len(analytics.requests) == 3
    assert list(ledger.batches.values()) == [False, True, True]


def test_nobody_there_is_a_fault_that_leaves_the_batch_free(analytics: Analytics):
    # Given
    ledger = MemoryLedger()
    nowhere = Ga4Reports("http://127.0.0.1:1", "G-TEST", "s3cr3t", ledger, clock=lambda: NEXT_MORNING)

    # When / Then
    with pytest.raises(ServiceUnavailable):
        nowhere.publish_report(edition())
    assert ledger.batches == {}


@pytest.mark.parametrize(
    ("period", "closed", "now"),
    [
        (DAY, False, NEXT_MORNING),
        (Period.parse("2026-W47"), True, NEXT_MORNING),
        (DAY, True, NEXT_MORNING + timedelta(hours=72)),
    ],
)
def test_open_days_sums_of_days_and_old_days_are_not_sent(
    analytics: Analytics, period: Period, closed: bool, now: datetime
):
    # When
    sink(analytics, MemoryLedger(), now).publish_report(edition(period, closed=closed))

    # Then
    assert analytics.requests == []


def test_the_secret_is_in_no_text():
    # When / Then
    assert "s3cr3t" not in repr(Ga4Reports("http://x", "G-TEST", "s3cr3t", MemoryLedger(), clock=lambda: NEXT_MORNING))
