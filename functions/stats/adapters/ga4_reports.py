"""Reports to Google Analytics 4 by its Measurement Protocol, each batch once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from stats.analytics_events import BACKDATING_MAX, batches_of, events_of
from stats.edition import Edition
from stats.ports.reports import AnalyticsLedger
from videoclub.errors import ServiceUnavailable
from videoclub.log import logger

TIMEOUT_S = 10
PATH = "/mp/collect"


class _NotTaken(Exception):
    """The batch certainly was not taken."""


@dataclass(frozen=True)
class Ga4Reports:
    """The ReportSink of the data stream `measurement_id`. It takes closed days; weeks and months are their sums.

    Analytics counts twice what it is sent twice. So a batch is claimed before it is sent, and one of which nobody
    knows whether it arrived is not sent again.
    """

    url: str
    measurement_id: str
    api_secret: str = field(repr=False)
    ledger: AnalyticsLedger
    clock: Callable[[], datetime]

    def publish_report(self, edition: Edition) -> None:
        """Send the day. Raises LimitExceeded before anything is sent, ServiceUnavailable."""
        report, period, now = edition.report, edition.period, self.clock()
        at = period.end - timedelta(seconds=1)
        if report.kind != "day" or not report.closed:
            return
        if now - at > BACKDATING_MAX:
            logger("stats").warning("analytics_too_late", period=str(period))
            return
        for number, batch in enumerate(batches_of(events_of(report), at=at, now=now)):
            if not self.ledger.claim_batch(period, number, now=now):
                continue
            try:
                self._send(batch)
            except _NotTaken as error:
                self.ledger.release_batch(period, number)
                raise ServiceUnavailable("Google Analytics did not take a report.") from error
            except (OSError, HTTPException) as error:
                logger("stats").error("analytics_unknown", period=str(period), batch=number)
                raise ServiceUnavailable("Google Analytics did not answer.") from error
            self.ledger.confirm_batch(period, number)

    def _send(self, batch: bytes) -> None:
        target = urlsplit(self.url)
        kind = HTTPSConnection if target.scheme == "https" else HTTPConnection
        connection = kind(target.netloc, timeout=TIMEOUT_S)
        query = urlencode({"measurement_id": self.measurement_id, "api_secret": self.api_secret})
        try:
            try:
                connection.connect()
            except OSError as error:
                raise _NotTaken(str(error)) from error
            connection.request("POST", f"{PATH}?{query}", batch, {"Content-Type": "application/json"})
            status = connection.getresponse().status
        finally:
            connection.close()
        if not HTTPStatus(status).is_success:
            raise _NotTaken(f"status {status}")
