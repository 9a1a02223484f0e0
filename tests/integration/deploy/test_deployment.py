"""Deploying to the emulator: what changed and no more, and from any state."""

import time

import pytest
from botocore.exceptions import ClientError

from videoclub_local.deploy.deployment import deploy
from videoclub_local.deploy.errors import DeployError

SEEN_WITHIN_SECONDS = 10.0
POLL_SECONDS = 0.05


def test_a_first_deployment_answers_and_a_second_changes_nothing(platform):
    # When
    first, second = platform.deploy(), platform.deploy()
    # Then
    assert (first.outcome, second.outcome) == ("created", "unchanged")
    assert first.outputs == second.outputs
    assert platform.get(first, "/greeting").json()["greeting"] == "hello"
    assert platform.stack.physical_names()["Files"] == first.outputs["FilesName"]


def test_a_change_of_the_code_reaches_the_function_without_deploying(platform):
    # Given
    deployment = platform.deploy()
    assert platform.get(deployment, "/greeting").json()["greeting"] == "hello"
    # When
    api = platform.service / "api.py"
    api.write_text(api.read_text().replace("hello", "good evening"))
    # Then
    deadline = time.monotonic() + SEEN_WITHIN_SECONDS
    while (greeting := platform.get(deployment, "/greeting").json()["greeting"]) != "good evening":
        assert time.monotonic() < deadline, greeting
        time.sleep(POLL_SECONDS)
    assert platform.deploy().outcome == "unchanged"


def test_a_functions_settings_are_updated_and_the_buckets_keep_what_they_hold(platform):
    # Given
    s3 = platform.aws.client("s3")
    bucket = platform.deploy().outputs["FilesName"]
    s3.put_object(Bucket=bucket, Key="kept", Body=b"1")
    # When
    platform.change_template("MemorySize: 256", "MemorySize: 320")
    deployment = platform.deploy()
    # Then
    assert deployment.outcome == "updated"
    function = platform.aws.client("lambda").get_function_configuration(
        FunctionName=platform.stack.physical_names()["GreetingApi"]
    )
    assert function["MemorySize"] == 320
    assert s3.get_object(Bucket=bucket, Key="kept")["Body"].read() == b"1"
    assert platform.get(deployment, "/greeting").status_code == 200


def test_a_new_route_answers_though_a_bucket_was_not_empty(platform):
    # Given
    bucket = platform.deploy().outputs["FilesName"]
    platform.aws.client("s3").put_object(Bucket=bucket, Key="lost", Body=b"1")
    # When
    platform.change_template(
        "Path: /greeting}}",
        "Path: /greeting}}\n        Again: {Type: Api, Properties: {RestApiId: !Ref Api, Method: get, Path: /again}}",
    )
    deployment = platform.deploy()
    # Then
    assert deployment.outcome == "replaced"
    assert platform.get(deployment, "/again").json()["greeting"] == "hello"
    assert platform.get(deployment, "/greeting").json()["greeting"] == "hello"


def test_another_value_in_the_parameter_store_reaches_the_functions(platform):
    # Given
    platform.deploy()
    # When
    platform.set_tokens("second")
    deployment = platform.deploy()
    # Then
    assert deployment.outcome == "replaced"
    assert platform.get(deployment, "/greeting").json()["tokens"] == "second"


@pytest.mark.parametrize("deployed_before", [False, True])
def test_a_failure_names_the_resource_and_does_not_stand_in_the_way_of_the_next(platform, deployed_before):
    # Given
    if deployed_before:
        platform.deploy()
    platform.change_template("MemorySize: 256", "MemorySize: 7")
    # When
    with pytest.raises(DeployError, match=r"(?s)GreetingApi \(AWS::Lambda::Function\).*MemorySize"):
        platform.deploy()
    platform.change_template("MemorySize: 7", "MemorySize: 256")
    # Then
    assert platform.get(platform.deploy(), "/greeting").status_code == 200


def test_a_resource_that_the_emulator_lacks_is_refused_not_passed_over(platform):
    # When
    platform.change_template("Type: AWS::S3::Bucket", "Type: AWS::Nonsense::Bucket")
    # Then
    with pytest.raises(DeployError, match="AWS::Nonsense::Bucket"):
        platform.deploy()


def test_a_deployment_that_was_killed_before_it_began_is_no_obstacle(platform):
    # Given
    platform.aws.client("cloudformation").create_change_set(
        StackName=platform.stack_name,
        ChangeSetName="abandoned",
        ChangeSetType="CREATE",
        TemplateBody="{Resources: {Queue: {Type: 'AWS::SQS::Queue'}}}",
    )
    # When / Then
    assert platform.deploy().outcome == "created"


def test_the_archives_work_as_the_checkout_does(platform):
    # Given
    build = platform.archived()
    # When
    deployment = platform.deploy(build)
    # Then
    greeting = platform.get(deployment, "/greeting").json()
    assert greeting["greeting"] == "hello"
    assert platform.deploy(platform.archived()).outcome == "unchanged"
    names = sorted(archive.path.name.rsplit("-", 1)[0] for archive in build.archives)
    assert names == ["base", "common", "greeting"]  # the layers that the template names, and no other


def test_a_stack_that_must_not_be_replaced_is_updated(platform):
    # Given
    parameters = {"Tokens": platform.parameter_name}
    created = deploy(platform.in_place(), platform.aws, parameters, stack_name=platform.stack_name)
    # When
    platform.change_template("MemorySize: 256", "MemorySize: 320")
    updated = deploy(platform.in_place(), platform.aws, parameters, stack_name=platform.stack_name)
    # Then
    assert (created.outcome, updated.outcome) == ("created", "updated")
    assert updated.outputs["FilesName"] == created.outputs["FilesName"]


def test_an_unknown_parameter_is_refused_by_name(platform):
    with pytest.raises(DeployError, match="no parameter Colour"):
        deploy(platform.in_place(), platform.aws, {"Colour": "red"}, stack_name=platform.stack_name)


def test_a_missing_value_in_the_parameter_store_is_named(platform):
    # Given
    platform.aws.client("ssm").delete_parameter(Name=platform.parameter_name)
    # When / Then
    with pytest.raises(DeployError, match=platform.parameter_name):
        platform.deploy()


def test_a_deleted_stack_is_gone_with_what_its_buckets_held(platform):
    # Given
    bucket = platform.deploy().outputs["FilesName"]
    s3 = platform.aws.client("s3")
    s3.put_object(Bucket=bucket, Key="lost", Body=b"1")
    # When
    platform.stack.delete()
    # Then
    assert platform.stack.status() is None
    with pytest.raises(ClientError, match="404"):
        s3.head_bucket(Bucket=bucket)
    with pytest.raises(DeployError, match="videoclub up"):
        platform.stack.outputs()
