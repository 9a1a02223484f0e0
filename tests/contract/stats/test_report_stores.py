"""The index and the files of reports."""

import json
from datetime import timedelta

import boto3

from fakes.stats import NOON
from stats.adapters.s3_reports import S3Reports
from stats.periods import Period
from stats.ports import ReportEntry, ReportFiles, ReportIndex

DAY = Period(NOON.date())
LATER = Period(NOON.date() + timedelta(days=1))


class TestReportIndex:
    def test_reports_are_listed_latest_first_each_period_once(self, index: ReportIndex):
        # Given
        for period, closed in ((LATER, False), (DAY, True), (LATER, True)):
            index.insert_report(ReportEntry(str(period), closed, NOON))

        # When
        first = index.read_reports(1, None)
        rest = index.read_reports(10, first[-1].period)

        # Then
        assert [(entry.period, entry.closed) for entry in (*first, *rest)] == [(str(LATER), True), (str(DAY), True)]


class TestReportFiles:
    def test_a_report_is_read_as_it_was_last_written(self, files: ReportFiles):
        # When
        key = files.write_report(DAY, "{}")
        files.write_report(DAY, '{"période": 1}')

        # Then
        assert key == "reports/2026-11-21/report.json"
        assert files.read_report(DAY) == '{"période": 1}'
        assert files.read_report(LATER) is None


class TestOnS3:
    def test_the_pointer_names_the_latest_report(self, bucket: str):
        # Given
        files = S3Reports(bucket)

        # When
        for period in (DAY, LATER, DAY):
            files.write_report(period, "{}")
            files.point_to_latest(period)

        # Then
        latest = boto3.client("s3").get_object(Bucket=bucket, Key="reports/latest.json")["Body"].read()
        assert json.loads(latest) == {"period": "2026-11-22", "key": "reports/2026-11-22/report.json"}
