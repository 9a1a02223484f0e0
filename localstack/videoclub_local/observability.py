"""infra/observability.yaml from a short list: what is watched of each function, queue and the API, and from when on it
alarms. A template of its own, so that it may change without the platform; `videoclub deploy` gives it the names.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, override

import yaml

from movies.jobs import NOTIFICATIONS_PARKED
from suggestions.rebuilding import MODEL_REJECTED
from videoclub.metrics import DURATION, FAILED, NAMESPACE
from videoclub_local.build.template import FUNCTION, Template, resources_of_type

QUEUE = "AWS::SQS::Queue"
STAGE = "v1"

SERVER_ERRORS_SHARE = 0.01
"""Of the answers of five minutes."""
LATENCY_P99_MS = 3_000
OLDEST_MESSAGE_S = 900
"""A consumer that keeps up takes seconds; a quarter of an hour is five attempts and no end."""
AUTHORIZER = "UsersAuthorizer"
"""Refuses callers by failing, so Lambda's own count of its errors says nothing."""

type Dimensions = Mapping[str, Any]


@dataclass(frozen=True)
class Alarm:
    """A metric that goes above `threshold` in `of` periods of `period_s` seconds."""

    name: str
    meaning: str
    namespace: str
    metric: str
    dimensions: Dimensions
    threshold: float = 0
    statistic: str = "Sum"
    period_s: int = 300
    of: int = 1

    def resource(self) -> dict[str, Any]:
        """It in CloudFormation. No data is no trouble: what nobody uses says nothing."""
        kind = "ExtendedStatistic" if self.statistic.startswith("p") else "Statistic"
        return {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmDescription": self.meaning,
                "Namespace": self.namespace,
                "MetricName": self.metric,
                "Dimensions": [{"Name": name, "Value": value} for name, value in self.dimensions.items()],
                kind: self.statistic,
                "Period": self.period_s,
                "EvaluationPeriods": self.of,
                "Threshold": self.threshold,
                "ComparisonOperator": "GreaterThanThreshold",
                "TreatMissingData": "notBreaching",
                "AlarmActions": {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]},
                "OKActions": {"Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]},
            },
        }


@dataclass(frozen=True)
class Watched:
    """What template.yaml has that can be watched, by logical id."""

    api_name: str
    functions: Sequence[str]
    queues: Sequence[str]
    dead_letter_queues: Sequence[str]

    @classmethod
    def of(cls, template: Template) -> "Watched":
        """A queue whose own failures go nowhere is one of dead letters."""
        queues = resources_of_type(template, QUEUE)
        consumed = [name for name, queue in queues.items() if "RedrivePolicy" in queue["Properties"]]
        return cls(
            api_name=template["Resources"]["Api"]["Properties"]["DefinitionBody"]["info"]["title"],
            functions=list(resources_of_type(template, FUNCTION)),
            queues=consumed,
            dead_letter_queues=[name for name in queues if name not in consumed],
        )

    @property
    def names(self) -> list[str]:
        """Those whose names in AWS the template must be told."""
        return [*self.functions, *self.queues, *self.dead_letter_queues]


def alarms(watched: Watched) -> Iterator[Alarm]:
    """All alarms there are."""
    gateway, api = "AWS/ApiGateway", {"ApiName": watched.api_name, "Stage": STAGE}
    yield Alarm(
        "ServerErrors",
        f"More than {SERVER_ERRORS_SHARE:.0%} of all answers are faults of ours. Find them by `problem` in the logs.",
        *(gateway, "5XXError", api),
        threshold=SERVER_ERRORS_SHARE,
        statistic="Average",
    )
    yield Alarm(
        "SlowAnswers",
        f"One answer in a hundred takes more than {LATENCY_P99_MS} ms.",
        *(gateway, "Latency", api),
        threshold=LATENCY_P99_MS,
        statistic="p99",
        of=3,
    )
    yield Alarm(
        "AuthorizerFailures",
        "Callers cannot be checked, so that nobody who signed in gets on: look at the log of UsersAuthorizer.",
        *(NAMESPACE, FAILED.name, {"service": "users", "operation": "authorize"}),
    )
    yield Alarm(
        "ModelRejected",
        "A new model of suggestions was worse than what is there, and not published. The last one goes on serving.",
        *(NAMESPACE, MODEL_REJECTED.name, {"service": "suggestions"}),
    )
    yield Alarm(
        "NotificationsParked",
        "Messages to developers were given up. GET /notifications?state=parked tells why, and each can be tried again.",
        *(NAMESPACE, NOTIFICATIONS_PARKED.name, {"service": "movies"}),
    )
    for name in watched.functions:
        dimensions = {"FunctionName": {"Ref": name}}
        yield Alarm(
            f"{name}Throttles", f"{name} was not run as often as it was asked.", "AWS/Lambda", "Throttles", dimensions
        )
        if name != AUTHORIZER:
            meaning = f"{name} raised, took too long or ended without an answer."
            yield Alarm(f"{name}Errors", meaning, "AWS/Lambda", "Errors", dimensions)
    for name in watched.queues:
        yield Alarm(
            f"{name}Age",
            f"A message of {name} has waited for more than {OLDEST_MESSAGE_S} s: its consumer fails or cannot keep up.",
            *("AWS/SQS", "ApproximateAgeOfOldestMessage", _queue(name)),
            threshold=OLDEST_MESSAGE_S,
            statistic="Maximum",
        )
    for name in watched.dead_letter_queues:
        yield Alarm(
            f"{name}Depth",
            f"{name} holds what failed for good. Mend the cause, then redrive the queue; nothing is lost for 14 days.",
            *("AWS/SQS", "ApproximateNumberOfMessagesVisible", _queue(name)),
            statistic="Maximum",
            period_s=60,
        )


def _queue(name: str) -> Dimensions:
    return {"QueueName": {"Ref": name}}


# ------------------------------------------------------------------------------------------------------ dashboard

WIDTH, HEIGHT = 8, 6
PER_ROW = 3


@dataclass(frozen=True)
class Chart:
    """Lines over time, each of a namespace, a metric and names and values of dimensions."""

    title: str
    lines: Sequence[Sequence[Any]]
    statistic: str = "Sum"

    def widget(self, place: int) -> dict[str, Any]:
        """It in a dashboard, as its `place`th."""
        row, column = divmod(place, PER_ROW)
        return {
            "type": "metric",
            "x": column * WIDTH,
            "y": row * HEIGHT,
            "width": WIDTH,
            "height": HEIGHT,
            "properties": {
                "title": self.title,
                "view": "timeSeries",
                "region": "${AWS::Region}",
                "stat": self.statistic,
                "period": 60,
                "metrics": [list(line) for line in self.lines],
            },
        }


def charts(watched: Watched) -> Iterator[Chart]:
    """What the dashboard shows, from what users feel to what may cause it."""
    api = ("ApiName", watched.api_name, "Stage", STAGE)
    functions = [("FunctionName", f"${{{name}}}") for name in watched.functions]
    consumed = [("QueueName", f"${{{name}}}") for name in watched.queues]
    dead = [("QueueName", f"${{{name}}}") for name in watched.dead_letter_queues]
    counts = ("Count", "4XXError", "5XXError")
    yield Chart("Requests and refusals", [("AWS/ApiGateway", name, *api) for name in counts])
    latencies = [("AWS/ApiGateway", "Latency", *api, {"stat": share}) for share in ("p50", "p90", "p99")]
    yield Chart("Latency, ms", latencies)
    yield Chart("Faults by use case", [_search(FAILED.name, "Sum")])
    yield Chart("Use cases, p99 ms", [_search(DURATION.name, "p99")])
    yield Chart("Concurrent runs", [("AWS/Lambda", "ConcurrentExecutions", *each) for each in functions], "Maximum")
    yield Chart("Errors", [("AWS/Lambda", "Errors", *each) for each in functions])
    yield Chart("Throttles", [("AWS/Lambda", "Throttles", *each) for each in functions])
    yield Chart(
        "Oldest message, s", [("AWS/SQS", "ApproximateAgeOfOldestMessage", *each) for each in consumed], "Maximum"
    )
    yield Chart("Dead letters", [("AWS/SQS", "ApproximateNumberOfMessagesVisible", *each) for each in dead], "Maximum")


def _search(metric: str, statistic: str) -> list[dict[str, str]]:
    """A line for each use case there is."""
    pattern = f'{{{NAMESPACE},service,operation}} MetricName="{metric}"'
    return [{"expression": f"SEARCH('{pattern}', '{statistic}', 60)"}]


# ------------------------------------------------------------------------------------------------------- the file

_HEAD = """\
# Alarms and a dashboard on the platform's functions, queues and API.
# Made by `videoclub observability` from localstack/videoclub_local/observability.py and template.yaml: change those.
"""


def observability_template(template: Template) -> Template:
    """The template that watches what `template` makes."""
    watched = Watched.of(template)
    widgets = [chart.widget(place) for place, chart in enumerate(charts(watched))]
    body = '{"widgets": [\n' + ",\n".join(map(json.dumps, widgets)) + "\n]}"
    dashboard = {"DashboardName": {"Ref": "AWS::StackName"}, "DashboardBody": {"Fn::Sub": body}}
    names = {name: {"Type": "String", "Description": f"What {name} is called in AWS."} for name in watched.names}
    topic = {"Type": "String", "Default": "", "Description": "ARN of the SNS topic that alarms go to. Empty - none."}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Vidéoclub - alarms and a dashboard.",
        "Parameters": {"AlarmTopic": topic, **names},
        "Conditions": {"HasAlarmTopic": {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmTopic"}, ""]}]}},
        "Resources": {
            "Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": dashboard},
            **{alarm.name: alarm.resource() for alarm in alarms(watched)},
        },
    }


def observability_text(template: Template) -> str:
    """The file of it."""
    made = observability_template(template)
    return _HEAD + yaml.dump(made, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Text of several lines stays as it is; what is said twice is written twice."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
