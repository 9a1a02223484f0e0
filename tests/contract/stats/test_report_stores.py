"""The index and the files of reports, and the ledger of what analytics were sent."""

import json
from datetime import date, timedelta
from uuid import uuid4

import boto3
import pytest

from fakes.stats import NOON
from stats.adapters.s3_reports import S3Reports
from stats.edition import Edition
from stats.periods import Period
from stats.ports.reports import AnalyticsLedger, ReportEntry, ReportIndex
from stats.report.making import merge_days

DAY = Period(NOON.date())
LATER = Period(NOON.date() + timedelta(days=1))
WEEK = Period.of(NOON.date(), "week")
MONTH = Period.of(NOON.date(), "month")


class TestReportIndex:
    def test_reports_are_listed_latest_first_each_period_once(self, index: ReportIndex):
        # Given
        for period, closed in ((LATER, False), (DAY, True), (WEEK, True), (MONTH, False), (LATER, True)):
            index.insert_report(ReportEntry(period, closed, NOON))

        # When
        first = index.read_reports(2, None, None)
        last = first[-1].period
        rest = index.read_reports(10, (last.last, str(last)), None)

        # Then
        shown = [(entry.period, entry.closed) for entry in (*first, *rest)]
        assert shown == [(MONTH, False), (WEEK, True), (LATER, True), (DAY, True)]
        assert [entry.period for entry in index.read_reports(10, None, "week")] == [WEEK]

    def test_closed_days_are_those_whose_report_is_closed(self, index: ReportIndex):
        # Given
        days = [Period(date(2031, 3, number)) for number in (1, 2, 3)]
        for period, closed in ((days[0], True), (days[1], False), (days[2], True), (Period.parse("2031-W10"), True)):
            index.insert_report(ReportEntry(period, closed, NOON))

        # When / Then
        assert index.closed_days(days[0].first, days[1].first) == {days[0].first}
        assert index.last_closed_day() == days[2].first


class TestAnalyticsLedger:
    def test_a_batch_is_claimed_once_unless_it_was_given_back(self, ledger: AnalyticsLedger):
        # Given
        day = Period(date(2000, 1, 1) + timedelta(days=uuid4().int % 300_000))

        # When
        claims = [ledger.claim_batch(day, 0, now=NOON) for _ in range(2)]
        ledger.release_batch(day, 0)
        again = ledger.claim_batch(day, 0, now=NOON)
        ledger.confirm_batch(day, 0)
        ledger.release_batch(day, 0)  # too late: it was sent

        # Then
        assert (claims, again) == ([True, False], True)
        assert ledger.claim_batch(day, 0, now=NOON) is False
        assert ledger.claim_batch(day, 1, now=NOON) is True


class TestOnS3:
    def test_a_report_lies_with_its_files_below_its_period(self, bucket: str):
        # Given
        files = S3Reports(bucket)

        # When
        files.publish_report(edition(DAY, "{}"))
        files.publish_report(edition(DAY, '{"période": 1}'))

        # Then
        assert files.read_report(DAY, "report.json") == '{"période": 1}'
        assert files.read_report(LATER, "report.json") is None
        assert read(bucket, "reports/day=2026-11-21/run.json") == {"seconds": 1}
        link = files.presign_report(DAY, "report.json", expires_in_s=60)
        assert "reports/day%3D2026-11-21/report.json" in link

    @pytest.mark.parametrize(
        ("published", "key", "latest"),
        [
            ((DAY, LATER, DAY), "reports/latest.json", "day=2026-11-22"),
            ((WEEK, DAY), "reports/latest-week.json", "week=2026-W47"),
            ((MONTH,), "reports/latest-month.json", "month=2026-11"),
        ],
    )
    def test_a_pointer_names_the_latest_report_of_its_kind(
        self, bucket: str, published: tuple[Period, ...], key: str, latest: str
    ):
        # Given
        files = S3Reports(bucket)

        # When
        for period in published:
            files.publish_report(edition(period, "{}"))

        # Then
        assert read(bucket, key)["key"] == f"reports/{latest}/report.json"


def edition(period: Period, text: str) -> Edition:
    return Edition(period, merge_days(period, [], (0, 0, {}), closed=True), {"report.json": text}, {"seconds": 1})


def read(bucket: str, key: str) -> dict[str, object]:
    return json.loads(boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
