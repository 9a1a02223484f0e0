"""The lines that the Lambda platform adds to what a function writes, as text or as JSON.

The JSON events are those of https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from process_executor.failures import Failure
from process_executor.interpreter import PYTHON_VERSION


@dataclass(frozen=True)
class Report:
    """What is told of one call after its end. Times in seconds, memory in MiB."""

    request_id: str
    duration: float
    memory_size: int
    max_memory_used: int
    init_duration: float | None = None
    failure: Failure | None = None

    @property
    def billed_milliseconds(self) -> int:
        """The time that would be paid for, that of the init included."""
        return math.ceil((self.duration + (self.init_duration or 0)) * 1000)


class PlatformLog(Protocol):
    """How the platform tells of an environment's life; each method gives ended lines."""

    def init_start(self) -> str:
        """Before the init."""
        ...

    def init_failed(self, duration: float, failure: Failure) -> str:
        """After an init that failed, or took too long; `duration` in seconds."""
        ...

    def start(self, request_id: str, version: str) -> str:
        """Before a call's output."""
        ...

    def end(self, report: Report) -> str:
        """After a call's output."""
        ...


class TextLog:
    """Lambda's default format."""

    def init_start(self) -> str:
        """See PlatformLog."""
        return f"INIT_START Runtime Version: python:{PYTHON_VERSION}\n"

    def init_failed(self, duration: float, failure: Failure) -> str:
        """See PlatformLog."""
        return f"INIT_REPORT Init Duration: {duration * 1000:.2f} ms\tPhase: init\t{_status(failure)}\n"

    def start(self, request_id: str, version: str) -> str:
        """See PlatformLog."""
        return f"START RequestId: {request_id} Version: {version}\n"

    def end(self, report: Report) -> str:
        """See PlatformLog."""
        parts = [
            f"REPORT RequestId: {report.request_id}",
            f"Duration: {report.duration * 1000:.2f} ms",
            f"Billed Duration: {report.billed_milliseconds} ms",
            f"Memory Size: {report.memory_size} MB",
            f"Max Memory Used: {report.max_memory_used} MB",
        ]
        if report.init_duration is not None:
            parts.append(f"Init Duration: {report.init_duration * 1000:.2f} ms")
        message = ""
        if report.failure:
            parts.append(_status(report.failure))
            message = report.failure.message
        return f"{message}END RequestId: {report.request_id}\n" + "\t".join(parts) + "\t\n"


class JsonLog:
    """The format of functions whose LoggingConfig says LogFormat: JSON."""

    def init_start(self) -> str:
        """See PlatformLog."""
        return _event("initStart", {"phase": "init", "runtimeVersion": f"python:{PYTHON_VERSION}"})

    def init_failed(self, duration: float, failure: Failure) -> str:
        """See PlatformLog."""
        metrics = {"durationMs": round(duration * 1000, 3)}
        return _event("initReport", {"phase": "init", "metrics": metrics, **_outcome(failure)})

    def start(self, request_id: str, version: str) -> str:
        """See PlatformLog."""
        return _event("start", {"requestId": request_id, "version": version})

    def end(self, report: Report) -> str:
        """See PlatformLog."""
        metrics = {
            "durationMs": round(report.duration * 1000, 3),
            "billedDurationMs": report.billed_milliseconds,
            "memorySizeMB": report.memory_size,
            "maxMemoryUsedMB": report.max_memory_used,
        }
        if report.init_duration is not None:
            metrics["initDurationMs"] = round(report.init_duration * 1000, 3)
        record = {"requestId": report.request_id, "metrics": metrics, **_outcome(report.failure)}
        return _event("report", record)


def platform_log(log_format: str | None) -> PlatformLog:
    """The log for a function's LogFormat: `Text`, `JSON` or None."""
    return JsonLog() if log_format == "JSON" else TextLog()


def _status(failure: Failure) -> str:
    kind = f"\tError Type: {failure.error_type}" if failure.error_type else ""
    return f"Status: {failure.status}{kind}"


def _outcome(failure: Failure | None) -> dict[str, str]:
    if failure is None:
        return {"status": "success"}
    return {"status": failure.status} | ({"errorType": failure.error_type} if failure.error_type else {})


def _event(kind: str, record: dict[str, Any]) -> str:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"time": now, "type": f"platform.{kind}", "record": record}, separators=(",", ":")) + "\n"
