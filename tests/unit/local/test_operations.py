"""What docs/operations.md names is there: commands, jobs, routes, outputs; and its figures are reckoned."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer

from videoclub_local.capacity.bill import API_TIERS
from videoclub_local.capacity.load import calls, cassandra_partitions
from videoclub_local.capacity.page import capacity_page
from videoclub_local.capacity.shop import Shop, Sizes, Times
from videoclub_local.cli import app
from videoclub_local.jobs import JOBS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"uv run (videoclub [^`#\n]+?) *(?:`|#|\n)", PAGE)))
ROUTES = sorted(set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`? ]*)", PAGE)))


def test_it_names_commands_and_routes():
    assert len(COMMANDS) > 10
    assert len(ROUTES) > 5


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_is_understood(line):
    # Parsed down to the last verb, and not run
    program, *words = shlex.split(line)
    command = typer.main.get_command(app)
    context = command.make_context(program, words)
    while hasattr(command, "commands"):
        name, command, rest = command.resolve_command(context, words)  # pyright: ignore[reportAttributeAccessIssue]
        assert command is not None
        context, words = command.make_context(name, rest, parent=context), rest
    if line.startswith("videoclub job run"):
        assert context.params["name"] in JOBS


def test_jobs_are_done_by_the_functions_it_says():
    told = dict(re.findall(r"`([\w-]+)`\s+by\s+`([A-Z]\w+)`", PAGE))
    assert told == JOBS


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_route_is_served(method, path):
    served = json.loads((ROOT / "infra" / "openapi.json").read_text())["paths"]
    assert method.lower() in served[path]


def test_outputs_and_resources_are_in_the_template():
    template = (ROOT / "template.yaml").read_text()
    named = set(re.findall(r"`(\w+(?:Url|BucketName))`|OutputKey=='(\w+)'", PAGE))
    outputs = {one or other for one, other in named}
    assert len(outputs) > 5
    assert [name for name in outputs if not re.search(rf"^  {name}: ", template, re.MULTILINE)] == []
    assert "  JobsDeadLetters:" in template


class TestFigures:
    def test_the_tables_are_those_of_the_command(self):
        written = PAGE.partition("<!-- made by `videoclub capacity` -->\n")[2].partition("<!-- until here -->")[0]
        assert written == capacity_page(Shop())

    def test_calls_at_once_are_rate_times_duration(self):
        beats = next(each for each in calls(Shop(), Times()) if each.what == "heartbeats that are checkpoints")
        # 10 million hours a day, a checkpoint every 30 s, three times the mean, 25 ms each
        assert beats.peak_per_s(Shop()) == pytest.approx(10_000_000 * 120 / 86_400 * 3)
        assert beats.concurrency(Shop()) == pytest.approx(1041.7, abs=0.1)

    def test_more_shards_make_smaller_partitions(self):
        of_eight, of_64 = (cassandra_partitions(Shop(day_shards=n), Sizes())[0].total_bytes for n in (8, 64))
        assert (of_eight, of_64) == (462.5e6, pytest.approx(57.8e6, rel=0.01))

    def test_fewer_heartbeats_are_fewer_calls_of_every_kind(self):
        often, seldom = (sum(c.each_rental for c in calls(Shop(heartbeat_every_s=s), Times())) for s in (10, 60))
        assert seldom < often / 2

    def test_tiers_get_cheaper(self):
        prices = [price for _, price in API_TIERS]
        assert prices == sorted(prices, reverse=True)
