"""`videoclub deploy`, as the README says it, with the emulator in the place of AWS."""

import json

import httpx

from videoclub_command import VideoclubCommand
from videoclub_local.deploy.aws import LOCAL_REGION
from videoclub_local.deploy.stack import Stack

STACK = "by-command"


def aws_environment(platform) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": platform.addresses.endpoint_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": LOCAL_REGION,
    }


def test_the_whole_stack_is_deployed_from_archives(platform, tmp_path):
    # Given an account that has the public token keys and the secret of Users, which names no store yet
    command = VideoclubCommand(tmp_path)
    secret = platform.aws.client("secretsmanager").create_secret(Name="videoclub/users", SecretString="{}")
    platform.aws.client("ssm").put_parameter(Name="/videoclub/token-keys", Value='{"keys": []}', Type="String")
    # When it is deployed
    arguments = ("deploy", "--stack-name", STACK, "--parameter", "LogLevel=INFO")
    deployed = command.run(*arguments, **aws_environment(platform))
    # Then its functions answer, from their archives and layers alone
    assert deployed.returncode == 0, deployed.stderr
    assert "created" in deployed.stdout
    stack, watching = Stack(platform.aws, STACK), Stack(platform.aws, f"{STACK}-observability")
    try:
        refused = httpx.get(platform.addresses.api_url(stack.outputs()["ApiId"]) + "/me", timeout=30)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
        # And its site is there, told where CloudFront has the API; once more sends nothing
        again = command.run("publish", "--stack-name", STACK, **aws_environment(platform))
        assert again.returncode == 0, again.stderr
        assert " 0 files are new" in " ".join(again.stdout.split())
        site = stack.outputs()["SiteBucketName"]
        config = platform.aws.client("s3").get_object(Bucket=site, Key="config.json")
        assert json.loads(config["Body"].read()) == {"api_url": "v1"}
        # And each queue of dead letters has its alarm, by the name it has there
        pages = platform.aws.client("cloudwatch").get_paginator("describe_alarms").paginate()
        alarms = [alarm for page in pages for alarm in page["MetricAlarms"]]
        depths = [each for each in alarms if each["MetricName"] == "ApproximateNumberOfMessagesVisible"]
        named = {each["Dimensions"][0]["Value"] for each in depths}
        dead_letters = {name for name in stack.physical_names() if name.endswith("DeadLetters")}
        assert named == {stack.physical_names()[name].rpartition("/")[2] for name in dead_letters}
    finally:
        watching.delete()
        stack.delete()
        platform.aws.client("secretsmanager").delete_secret(SecretId=secret["ARN"], ForceDeleteWithoutRecovery=True)


def test_without_credentials_it_says_what_is_missing(tmp_path):
    nothing = {
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        "AWS_CONFIG_FILE": "/nowhere",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    refused = VideoclubCommand(tmp_path).run("deploy", **nothing)
    assert refused.returncode == 1
    assert "credentials" in refused.stderr


def test_a_parameter_without_a_value_is_refused(platform, tmp_path):
    arguments = ("deploy", "--parameter", "LogLevel")
    refused = VideoclubCommand(tmp_path).run(*arguments, **aws_environment(platform))
    assert refused.returncode == 1
    assert "LogLevel has no value" in refused.stderr
