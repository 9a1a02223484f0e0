"""Reports on S3: `reports/day=2026-11-21/report.json`, and `reports/latest.json`."""

import json
from dataclasses import dataclass
from typing import Any

from stats.edition import JSON_FILE, MEDIA_TYPES, Edition
from stats.periods import Kind, Period
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

RUN_FILE = "run.json"
JSON = "application/json"


@dataclass(frozen=True)
class S3Reports:
    """The ReportSink and the ReportFiles in the bucket named `bucket`."""

    bucket: str

    def publish_report(self, edition: Edition) -> None:
        for name in sorted(edition.files, key=lambda name: name == JSON_FILE):  # who finds the JSON finds the others
            self._put(report_key(edition.period, name), edition.files[name], MEDIA_TYPES[name])
        run = json.dumps(edition.run, sort_keys=True, indent=1) + "\n"
        self._put(report_key(edition.period, RUN_FILE), run, JSON)
        self._point_to(edition.period)

    def read_report(self, period: Period, name: str) -> str | None:
        return self._get(report_key(period, name))

    def presign_report(self, period: Period, name: str, *, expires_in_s: int) -> str:
        return aws.client("s3").generate_presigned_url(
            "get_object", Params={"Bucket": self.bucket, "Key": report_key(period, name)}, ExpiresIn=expires_in_s
        )

    def _point_to(self, period: Period) -> None:
        """Make this the latest report of its kind, unless one of a later period is."""
        key = latest_key(period.kind)
        latest = self._get(key)
        if latest is None or json.loads(latest)["period"] <= str(period):
            pointer = {"period": str(period), "key": report_key(period, JSON_FILE)}
            self._put(key, json.dumps(pointer, sort_keys=True) + "\n", JSON)

    def _put(self, key: str, text: str, media_type: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType=media_type)
        except aws.errors() as error:
            raise ServiceUnavailable("The store of the reports is not answering.") from error

    def _get(self, key: str) -> str | None:
        try:
            return aws.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()
        except aws.errors() as error:
            if _is_missing(error):
                return None
            raise ServiceUnavailable("The store of the reports is not answering.") from error


def report_key(period: Period, name: str) -> str:
    """Where a file of a report lies."""
    return f"reports/{period.kind}={period}/{name}"


def latest_key(kind: Kind) -> str:
    """Where the pointer to the latest report of a kind lies."""
    return "reports/latest.json" if kind == "day" else f"reports/latest-{kind}.json"


def _is_missing(error: Exception) -> bool:
    answer: dict[str, Any] = getattr(error, "response", {})
    return answer.get("Error", {}).get("Code") == "NoSuchKey"
