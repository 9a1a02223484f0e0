"""Reports on S3: `reports/<period>/report.json`, and `reports/latest.json` that names the newest."""

import json
from dataclasses import dataclass
from typing import Any

from stats.periods import Period
from videoclub.drivers import aws
from videoclub.errors import ServiceUnavailable

LATEST_KEY = "reports/latest.json"
JSON = "application/json"


@dataclass(frozen=True)
class S3Reports:
    """The ReportFiles in the bucket named `bucket`."""

    bucket: str

    def write_report(self, period: Period, text: str) -> str:
        key = f"reports/{period}/report.json"
        self._put(key, text)
        return key

    def point_to_latest(self, period: Period) -> None:
        latest = self._get(LATEST_KEY)
        if latest is None or json.loads(latest)["period"] <= str(period):
            pointer = {"period": str(period), "key": f"reports/{period}/report.json"}
            self._put(LATEST_KEY, json.dumps(pointer, sort_keys=True) + "\n")

    def read_report(self, period: Period) -> str | None:
        return self._get(f"reports/{period}/report.json")

    def _put(self, key: str, text: str) -> None:
        try:
            aws.client("s3").put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType=JSON)
        except aws.errors() as error:
            raise ServiceUnavailable("The store of the reports is not answering.") from error

    def _get(self, key: str) -> str | None:
        try:
            return aws.client("s3").get_object(Bucket=self.bucket, Key=key)["Body"].read().decode()
        except aws.errors() as error:
            if _is_missing(error):
                return None
            raise ServiceUnavailable("The store of the reports is not answering.") from error


def _is_missing(error: Exception) -> bool:
    answer: dict[str, Any] = getattr(error, "response", {})
    return answer.get("Error", {}).get("Code") == "NoSuchKey"
