"""A line of the log is one JSON object, whatever is in it."""

import json
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest

from videoclub.log import logger, metrics_logger, surroundings

ID = UUID("67d8fd90-93ef-49a9-8771-d2a9592d41c8")


@pytest.fixture
def lines(capsys):
    """What was logged since the last call."""
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_says_what_where_and_when(lines):
    began = datetime.now(UTC)
    logger("movies").warning("degraded", missing="rental", film="Le Trésor\n", id=ID)
    [line] = lines()
    written = datetime.fromisoformat(line.pop("timestamp"))
    assert began <= written <= datetime.now(UTC)
    assert line == {
        "event": "degraded",
        "level": "warning",
        "service": "movies",
        "missing": "rental",
        "film": "Le Trésor\n",
        "id": repr(ID),
    }


@pytest.mark.parametrize(
    ("level", "written"), [("INFO", ["info", "error"]), ("ERROR", ["error"]), ("chatty", ["info", "error"])]
)
def test_what_is_less_than_the_level_is_left_out(monkeypatch, lines, level, written):
    monkeypatch.setenv("LOG_LEVEL", level)
    logger("movies").info("looked")
    logger("movies").error("broke")
    assert [line["level"] for line in lines()] == written


def test_metrics_know_no_level(monkeypatch, lines):
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    metrics_logger("movies").info("metric")
    assert [line["event"] for line in lines()] == ["metric"]


def test_an_exception_comes_with_its_way(lines):
    try:
        _ = {}["x"]
    except KeyError:
        logger("movies").exception("raised", queue="q")
    [line] = lines()
    assert (line["event"], line["level"], line["queue"]) == ("raised", "error", "q")
    assert line["exception"].startswith("Traceback")
    assert line["exception"].endswith("KeyError: 'x'")


def test_surroundings_are_on_every_line_within_and_an_attribute_counts_more(lines):
    with surroundings(trace_id="t", step=1), surroundings(step=2):
        logger("movies").info("inner")
        logger("movies").info("own", step=3)
    logger("movies").info("outer")
    inner, own, outer = lines()
    assert (inner["trace_id"], inner["step"], own["step"]) == ("t", 2, 3)
    assert not {"trace_id", "step"} & set(outer)


def test_surroundings_are_of_one_thread(lines):
    with surroundings(trace_id="t"):
        other = threading.Thread(target=lambda: logger("movies").info("elsewhere"))
        other.start()
        other.join()
    assert "trace_id" not in lines()[0]
