"""infra/observability.yaml is what the code makes, and leaves nothing of template.yaml unwatched."""

import json
import re
from pathlib import Path

import pytest

from videoclub_local.build.template import FUNCTION, load_template, resources_of_type
from videoclub_local.observability import AUTHORIZER, QUEUE, observability_template, observability_text

ROOT = Path(__file__).parents[2]
TEMPLATE = load_template(ROOT / "template.yaml")
MADE = observability_template(TEMPLATE)
ALARMS = [alarm["Properties"] for alarm in resources_of_type(MADE, "AWS::CloudWatch::Alarm").values()]
DEAD_LETTERS = [name for name in resources_of_type(TEMPLATE, QUEUE) if name.endswith("DeadLetters")]
QUEUES = [name for name in resources_of_type(TEMPLATE, QUEUE) if name not in DEAD_LETTERS]
FUNCTIONS = list(resources_of_type(TEMPLATE, FUNCTION))


def watched(dimension: str, metric: str) -> list[str]:
    """The resources with an alarm on that metric."""
    alarms = [alarm for alarm in ALARMS if alarm["MetricName"] == metric]
    return [each["Value"]["Ref"] for alarm in alarms for each in alarm["Dimensions"] if each["Name"] == dimension]


def test_the_committed_file_is_the_one_the_code_makes():
    committed = (ROOT / "infra" / "observability.yaml").read_text(encoding="utf-8")
    assert committed == observability_text(TEMPLATE), "run `videoclub observability` and commit what it writes"


def test_the_file_reads_as_the_template_that_was_written():
    assert load_template(ROOT / "infra" / "observability.yaml") == MADE


def test_every_queue_of_dead_letters_has_an_alarm_on_the_first_one():
    assert watched("QueueName", "ApproximateNumberOfMessagesVisible") == DEAD_LETTERS
    depths = [alarm for alarm in ALARMS if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"]
    assert {(alarm["Threshold"], alarm["ComparisonOperator"]) for alarm in depths} == {(0, "GreaterThanThreshold")}


def test_every_queue_and_function_is_watched():
    assert watched("QueueName", "ApproximateAgeOfOldestMessage") == QUEUES
    assert watched("FunctionName", "Throttles") == FUNCTIONS
    assert watched("FunctionName", "Errors") == [name for name in FUNCTIONS if name != AUTHORIZER]


@pytest.mark.parametrize("metric", ["5XXError", "Latency", "Failed", "ModelRejected", "NotificationsParked"])
def test_what_users_and_developers_feel_is_watched(metric):
    assert [alarm for alarm in ALARMS if alarm["MetricName"] == metric]


def test_the_dashboard_is_json_of_what_there_is():
    body = MADE["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert json.loads(body)["widgets"]
    assert set(re.findall(r"\$\{(\w+)\}", body)) <= MADE["Parameters"].keys()
    assert all(line.isascii() for line in body.splitlines()), "CloudWatch's dimensions are ASCII"
