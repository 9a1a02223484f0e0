"""Other services of LocalStack call functions, with internal calls kept in memory."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from functions import ROLE, Deployment, Function, client, write_source, zipped
from polling import eventually

MARK = """
    import json, os
    def handler(event, context):
        with open(os.environ["MARKS"], "a") as file: file.write(json.dumps(event) + "\\n")
"""


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    """Where the marking function writes its events."""
    return tmp_path / "marks"


@pytest.fixture
def marking(deployment: Deployment, marks: Path) -> Function:
    """A function that writes its events to a file."""
    return deployment.function(MARK, Environment={"Variables": {"MARKS": str(marks)}})


def _events(marks: Path) -> list[Any]:
    return [json.loads(line) for line in marks.read_text().splitlines()] if marks.exists() else []


def test_a_queue_feeds_a_function(deployment: Deployment, marking: Function, marks: Path) -> None:
    # Given
    sqs, functions = client(deployment.emulator, "sqs"), client(deployment.emulator, "lambda")
    queue = sqs.create_queue(QueueName=f"q-{os.urandom(4).hex()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    functions.create_event_source_mapping(EventSourceArn=arn, FunctionName=marking.name, BatchSize=1)
    # When
    sqs.send_message(QueueUrl=queue, MessageBody="hello")
    # Then
    event = eventually(lambda: _events(marks), 20)[0]
    assert event["Records"][0]["body"] == "hello"


def test_a_rule_calls_a_function(deployment: Deployment, marking: Function, marks: Path) -> None:
    # Given
    events, functions = client(deployment.emulator, "events"), client(deployment.emulator, "lambda")
    bus = f"bus-{os.urandom(4).hex()}"
    events.create_event_bus(Name=bus)
    events.put_rule(Name=bus, EventBusName=bus, EventPattern=json.dumps({"source": ["rental"]}))
    arn = functions.get_function_configuration(FunctionName=marking.name)["FunctionArn"]
    events.put_targets(Rule=bus, EventBusName=bus, Targets=[{"Id": "function", "Arn": arn}])
    # When
    events.put_events(Entries=[{"EventBusName": bus, "Source": "rental", "DetailType": "t", "Detail": '{"film": 1}'}])
    # Then
    assert eventually(lambda: _events(marks))[0]["detail"] == {"film": 1}


def test_a_failed_asynchronous_call_reaches_its_queue(deployment: Deployment) -> None:
    # Given
    sqs, functions = client(deployment.emulator, "sqs"), client(deployment.emulator, "lambda")
    queue = sqs.create_queue(QueueName=f"q-{os.urandom(4).hex()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    function = deployment.function("import os\ndef handler(event, context): os._exit(1)")
    functions.put_function_event_invoke_config(
        FunctionName=function.name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}}
    )
    # When
    function.send(n=1)
    # Then
    message = eventually(lambda: sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages"), 20)[0]
    assert json.loads(message["Body"])["responsePayload"]["errorType"] == "Runtime.ExitError"


def test_a_function_calls_another(deployment: Deployment) -> None:
    # Given
    callee = deployment.function("def handler(event, context): return event['n'] * 2")
    caller = deployment.function(
        """
        import boto3, json
        def handler(event, context):
            answer = boto3.client("lambda").invoke(FunctionName=event["callee"], Payload=json.dumps({"n": 21}))
            return json.load(answer["Payload"])
        """,
        MemorySize=256,
    )
    # When / Then
    assert caller.call(callee=callee.name).payload == 42


CODE = "import common\ndef handler(event, context): return common.VALUE"


def test_a_sam_template_is_deployed_from_archives(deployment: Deployment) -> None:
    # Given
    s3 = client(deployment.emulator, "s3")
    bucket = f"b-{os.urandom(4).hex()}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="layer.zip", Body=zipped("VALUE = 5", "python/common.py"))
    s3.put_object(Bucket=bucket, Key="code.zip", Body=zipped(CODE))
    # When
    function = _deploy_by_sam(deployment, f"s3://{bucket}/code.zip", f"s3://{bucket}/layer.zip")
    # Then
    assert function.call().payload == 5


def test_a_sam_template_is_deployed_from_directories(deployment: Deployment, tmp_path: Path) -> None:
    # Given
    write_source(tmp_path / "code" / "app.py", CODE)
    write_source(tmp_path / "layer" / "python" / "common.py", "VALUE = 6")
    code, layer = ({"Bucket": "hot-reload", "Key": str(tmp_path / name)} for name in ("code", "layer"))
    function = _deploy_by_sam(deployment, code, layer)
    assert function.call().payload == 6
    # When
    write_source(tmp_path / "layer" / "python" / "common.py", "VALUE = 7")
    # Then
    assert function.call().payload == 7


def _deploy_by_sam(deployment: Deployment, code: Any, layer: Any) -> Function:
    name = f"sam-{os.urandom(4).hex()}"
    cloudformation = client(deployment.emulator, "cloudformation")
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            "Common": {
                "Type": "AWS::Serverless::LayerVersion",
                "Properties": {"ContentUri": layer},
            },
            "Function": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "FunctionName": name,
                    "CodeUri": code,
                    "Handler": "app.handler",
                    "Runtime": "python3.13",
                    "Role": ROLE,
                    "Layers": [{"Ref": "Common"}],
                },
            },
        },
    }
    cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="create",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    eventually(lambda: _change_set_status(cloudformation, name) == "CREATE_COMPLETE", 20)
    cloudformation.execute_change_set(StackName=name, ChangeSetName="create")
    eventually(lambda: _stack_status(cloudformation, name) == "CREATE_COMPLETE", 20)
    return Function(deployment.emulator, name, deployment.directory)


def test_a_resource_of_an_unsupported_type_fails_its_stack(deployment: Deployment) -> None:
    # Given
    cloudformation = client(deployment.emulator, "cloudformation")
    name = f"unsupported-{os.urandom(4).hex()}"
    # When
    template = {"Resources": {"Pool": {"Type": "AWS::Cognito::UserPool"}}}
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps(template))
    # Then
    eventually(lambda: _stack_status(cloudformation, name) == "CREATE_FAILED")


def _change_set_status(cloudformation: Any, stack: str) -> str:
    return cloudformation.describe_change_set(StackName=stack, ChangeSetName="create")["Status"]


def _stack_status(cloudformation: Any, stack: str) -> str:
    return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"]
