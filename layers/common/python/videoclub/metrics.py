"""Metrics by log lines: CloudWatch makes metrics of a line in its Embedded Metric Format, without a call."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from videoclub.log import metrics_logger

NAMESPACE = "Videoclub"


@dataclass(frozen=True, slots=True)
class Metric:
    """What is measured, as CloudWatch names it."""

    name: str
    unit: Literal["Count", "Milliseconds"] = "Count"


DURATION = Metric("Duration", "Milliseconds")
"""How long a use case took."""
FAILED = Metric("Failed")
"""1 where a use case ended by a fault of ours, else 0."""
REFUSED = Metric("Refused")
"""1 where a use case was refused, as by the caller's mistake, else 0."""


def emit_metrics(
    service: str,
    values: Mapping[Metric, float],
    *,
    now: datetime,
    event: str = "metric",
    level: int = logging.INFO,
    dimensions: Sequence[Sequence[str]] = (("service",),),
    **attributes: Any,
) -> None:
    """Log values by `dimensions`, which are members of the line; also where the logs leave out lines of this `level`.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    declared = {
        "Timestamp": int(now.timestamp() * 1000),
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE,
                "Dimensions": [list(names) for names in dimensions],
                "Metrics": [{"Name": metric.name, "Unit": metric.unit} for metric in values],
            }
        ],
    }
    named = {metric.name: value for metric, value in values.items()}
    metrics_logger(service).log(level, event, _aws=declared, **named, **attributes)
