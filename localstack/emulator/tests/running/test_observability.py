"""Logs and metrics of functions, by the APIs of CloudWatch."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from functions import Deployment, client
from polling import eventually


def test_each_call_is_in_the_log(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): print('call', event['n'])")
    # When
    for number in range(5):
        function.call(n=number)
    # Then
    stored = eventually(lambda: len(log := function.stored_log()) >= 21 and log)
    assert [line for line in stored if line.startswith("call")] == [f"call {number}\n" for number in range(5)]
    assert sum(line.startswith("REPORT") for line in stored) == 5


def test_a_trace_is_one_event(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): raise KeyError('missing')")
    # When
    function.call()
    # Then
    error = eventually(lambda: [line for line in function.stored_log() if line.startswith("[ERROR]")])[0]
    assert error.splitlines()[0] == "[ERROR] KeyError: 'missing'"
    assert "Traceback (most recent call last):" in error.splitlines()
    assert "\r" not in error


def test_the_streams_are_named_as_the_environments_say(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        "import os\ndef handler(event, context): return os.environ['AWS_LAMBDA_LOG_STREAM_NAME']"
    )
    # When
    stream = function.call().payload
    # Then
    logs = client(deployment.emulator, "logs")
    group = f"/aws/lambda/{function.name}"
    eventually(function.stored_log)
    streams = logs.describe_log_streams(logGroupName=group)["logStreams"]
    assert [found["logStreamName"] for found in streams] == [stream]


def test_output_without_line_end_and_of_a_killed_process_is_kept(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        """
        import os, sys
        def handler(event, context):
            sys.stderr.write("last words")
            os._exit(3)
        """
    )
    # When
    log = function.call().log
    # Then
    assert "last words\n" in log
    assert "Runtime.ExitError" in log


def test_more_output_than_a_pipe_holds_does_not_block(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): print('x' * 300_000); return 'done'")
    # When / Then
    assert function.call().payload == "done"


def test_a_log_in_json_is_json_in_each_event(deployment: Deployment) -> None:
    # Given
    function = deployment.function(
        "import logging\ndef handler(event, context): logging.getLogger().warning('said')",
        LoggingConfig={"LogFormat": "JSON"},
    )
    # When
    function.call()
    # Then
    events = [json.loads(line) for line in eventually(function.stored_log)]
    assert [event.get("type", event.get("message")) for event in events] == [
        "platform.initStart",
        "platform.start",
        "said",
        "platform.report",
    ]
    assert events[3]["record"]["status"] == "success"


def test_calls_and_errors_are_counted(deployment: Deployment) -> None:
    # Given
    function = deployment.function("def handler(event, context): return 1 / event['by']")
    # When
    for by in (1, 1, 0):
        function.call(by=by)
    # Then
    cloudwatch = client(deployment.emulator, "cloudwatch")

    def total(metric: str) -> float:
        points = cloudwatch.get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName=metric,
            Dimensions=[{"Name": "FunctionName", "Value": function.name}],
            StartTime=datetime.now(UTC) - timedelta(minutes=5),
            EndTime=datetime.now(UTC) + timedelta(minutes=5),
            Period=60,
            # One statistic a call: LocalStack reads several one after the other, and a call counted between
            # two of them leaves a point without the first.
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in points)

    eventually(lambda: total("Invocations") == 3)
    eventually(lambda: total("Errors") == 1)
