"""Metrics by log lines: CloudWatch makes a metric of a line in its Embedded Metric Format, without a call."""

from datetime import datetime

from videoclub.log import logger

NAMESPACE = "Videoclub"


def emit_metric(service: str, name: str, value: float, *, now: datetime, unit: str = "Count") -> None:
    """Log a value of the metric `name`, by service. https://docs.aws.amazon.com/AmazonCloudWatch (EMF)."""
    declared = {
        "Timestamp": int(now.timestamp() * 1000),
        "CloudWatchMetrics": [
            {"Namespace": NAMESPACE, "Dimensions": [["service"]], "Metrics": [{"Name": name, "Unit": unit}]}
        ],
    }
    logger(service).info("metric", _aws=declared, **{name: value})
