"""The platform's lines, as text and as JSON."""

from __future__ import annotations

import json

from process_executor import failures
from process_executor.platform_log import Report, platform_log

TIMED_OUT = Report("id", 0.0123, 256, 40, init_duration=0.25, failure=failures.timed_out("id", 3))


def test_the_text_of_a_timeout_in_a_cold_start_bills_the_init() -> None:
    # When
    message, end, report = platform_log(None).end(TIMED_OUT).splitlines()
    # Then
    assert message.endswith("Z id Task timed out after 3.00 seconds")
    assert end == "END RequestId: id"
    assert report == (
        "REPORT RequestId: id\tDuration: 12.30 ms\tBilled Duration: 263 ms\tMemory Size: 256 MB\t"
        "Max Memory Used: 40 MB\tInit Duration: 250.00 ms\tStatus: timeout\t"
    )


def test_the_json_of_a_timeout_is_one_event() -> None:
    # When
    event = json.loads(platform_log("JSON").end(TIMED_OUT))
    # Then
    assert event["type"] == "platform.report"
    assert event["record"] == {
        "requestId": "id",
        "metrics": {
            "durationMs": 12.3,
            "billedDurationMs": 263,
            "memorySizeMB": 256,
            "maxMemoryUsedMB": 40,
            "initDurationMs": 250,
        },
        "status": "timeout",
    }


def test_the_json_of_a_failed_init_names_its_error() -> None:
    # Given
    failure = failures.init_failed(b"{}", "Runtime.ImportModuleError")
    # When
    event = json.loads(platform_log("JSON").init_failed(0.1, failure))
    # Then
    assert event["record"] == {
        "phase": "init",
        "metrics": {"durationMs": 100},
        "status": "error",
        "errorType": "Runtime.ImportModuleError",
    }
