"""`videoclub deploy`, as the README says it, with the emulator in the place of AWS."""

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
    # Given an account that has the public token keys
    command = VideoclubCommand(tmp_path)
    platform.aws.client("ssm").put_parameter(Name="/videoclub/token-keys", Value='{"keys": []}', Type="String")
    # When it is deployed
    arguments = ("deploy", "--stack-name", STACK, "--parameter", "LogLevel=INFO")
    deployed = command.run(*arguments, **aws_environment(platform))
    # Then its functions answer, from their archives and layers alone
    assert deployed.returncode == 0, deployed.stderr
    assert "created" in deployed.stdout
    stack = Stack(platform.aws, STACK)
    try:
        refused = httpx.get(platform.addresses.api_url(stack.outputs()["ApiId"]) + "/me", timeout=30)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    finally:
        stack.delete()


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
