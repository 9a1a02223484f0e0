"""One request's way through all services, put together from the lines of many functions."""

import json
from typing import Any

from videoclub_local.function_logs import LogLine
from videoclub_local.request_logs import way_of_request


def line(function: str, **members: Any) -> LogLine:
    common = {"service": function[:5].lower(), "level": "info", "request_id": "r", "trace_id": "t"}
    return LogLine("e", function, 0, json.dumps(common | members))


def ended(function: str, span: str, parent: str | None, at: str, ms: float, **members: Any) -> LogLine:
    told = {"event": "done", "operation": "do", "span_id": span, "parent_span_id": parent, "Duration": ms} | members
    return line(function, timestamp=f"2026-11-26T12:00:{at}Z", **told)


def test_steps_are_told_as_they_began_below_what_they_were_done_for():
    # Given lines as they come from the log, where each use case is told at its end
    lines = [
        ended("MoviesInternal", "b", "a", "01.300", 200),
        ended("RentalApi", "a", "browser", "02.000", 1000, status=201),
        line("RentalApi", event="noted", timestamp="2026-11-26T12:00:01.500Z", span_id="a", parent_span_id="browser"),
        ended("StatsIngest", "d", "a", "02.600", 100),
        ended("UsersInternal", "c", "b", "01.250", 100),
        LogLine("e", "RentalApi", 0, "START RequestId: r"),
    ]
    # When
    way = way_of_request(lines)
    # Then
    assert [(step.function, step.what, step.depth, step.duration_ms) for step in way] == [
        ("RentalApi", "do: done", 0, 1000),
        ("MoviesInternal", "do: done", 1, 200),
        ("UsersInternal", "do: done", 2, 100),
        ("RentalApi", "noted", 1, None),
        ("StatsIngest", "do: done", 1, 100),
    ]
    assert way[0].details == "status=201"


def test_of_an_exception_its_last_line_is_told():
    failed = ended("RentalApi", "a", None, "02.000", 1, exception="Traceback …\n  …\nKeyError: 'x'\n", level="error")
    [step] = way_of_request([failed])
    assert (step.level, step.details) == ("error", "KeyError: 'x'")


def test_spans_that_name_each_other_do_not_go_on_for_ever():
    lines = [ended("RentalApi", "a", "b", "01.000", 1), ended("RentalApi", "b", "a", "02.000", 1)]
    assert len(way_of_request(lines)) == 2
