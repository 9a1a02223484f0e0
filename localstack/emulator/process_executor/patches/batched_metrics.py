"""Count invocations and errors in batches.

Why: for each invocation LocalStack starts a thread that makes one PutMetricData call (two for an error), which opens
the metrics' database and commits. Here one thread puts what came within a second, as one value with its count: the
rows are the same.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation import version_manager
from localstack.utils.bootstrap import is_api_enabled

LOG = logging.getLogger(__name__)

_INTERVAL = 1.0
_DATA_PER_CALL = 1000
"""The most that PutMetricData takes."""


class _Metric(NamedTuple):
    account_id: str
    region_name: str
    function_name: str
    name: str
    second: datetime


class _MetricWriter:
    def __init__(self) -> None:
        self._pending = threading.Condition()
        self._counts: Counter[_Metric] = Counter()
        self._thread: threading.Thread | None = None

    def count(self, name: str, function_name: str, account_id: str, region_name: str) -> None:
        metric = _Metric(account_id, region_name, function_name, name, datetime.now(UTC).replace(microsecond=0))
        with self._pending:
            self._counts[metric] += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lambda-metrics", daemon=True)
                self._thread.start()
            if self._counts.total() == 1:
                self._pending.notify()

    def _run(self) -> None:
        while True:
            with self._pending:
                self._pending.wait_for(lambda: self._counts)
            threading.Event().wait(_INTERVAL)
            with self._pending:
                counts, self._counts = self._counts, Counter()
            for (account_id, region_name), metrics in itertools.groupby(sorted(counts), key=lambda metric: metric[:2]):
                try:
                    self._put(account_id, region_name, [(metric, counts[metric]) for metric in metrics])
                except Exception as error:
                    LOG.info("Unable to put metric data to CloudWatch: %s", error)

    @staticmethod
    def _put(account_id: str, region_name: str, counts: list[tuple[_Metric, int]]) -> None:
        client = connect_to(aws_access_key_id=account_id, region_name=region_name).cloudwatch
        for batch in itertools.batched(counts, _DATA_PER_CALL, strict=False):
            data: list[Any] = [
                {
                    "MetricName": metric.name,
                    "Dimensions": [{"Name": "FunctionName", "Value": metric.function_name}],
                    "Timestamp": metric.second,
                    "Values": [1],
                    "Counts": [count],
                }
                for metric, count in batch
            ]
            client.put_metric_data(Namespace="AWS/Lambda", MetricData=data)


def apply() -> None:
    """Replace how a version manager records metrics."""
    writer = _MetricWriter()
    start_thread = version_manager.start_thread

    def record_invocation(function_name: str, account_id: str, region_name: str) -> None:
        if is_api_enabled("cloudwatch"):
            writer.count("Invocations", function_name, account_id, region_name)

    def record_error(function_name: str, account_id: str, region_name: str) -> None:
        if is_api_enabled("cloudwatch"):
            writer.count("Invocations", function_name, account_id, region_name)
            writer.count("Errors", function_name, account_id, region_name)

    def start_thread_unless_for_metrics(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("name", "").startswith("record-cloudwatch-metric"):
            return function()
        return start_thread(function, *args, **kwargs)

    version_manager.record_cw_metric_invocation = record_invocation
    version_manager.record_cw_metric_error = record_error
    version_manager.start_thread = start_thread_unless_for_metrics
