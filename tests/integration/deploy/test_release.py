"""A release of published versions, as on AWS; without moving by and by, as the emulator lacks CodeDeploy."""

import dataclasses
import json

import pytest

from videoclub_local.build.gradual import ALIAS, released_gradually
from videoclub_local.deploy.deployment import deploy
from videoclub_local.secrets import TOKEN_KEYS_PARAMETER, public_key_set, store_secrets, store_token_keys
from videoclub_local.token_keys import USERS_SECRET, retire_token_keys, rotate_token_keys

API = """\
import json, os

def app(event, context):
    told = {"tokens": json.loads(os.environ["TOKENS"]), "release": os.environ["RELEASE"], "code": 1,
            "version": context.function_version, "function": context.invoked_function_arn}
    return {"statusCode": 200, "body": json.dumps(told)}
"""
VERSIONS = {"AutoPublishAlias", "AutoPublishAliasAllProperties", "VersionDescription", "Environment"}


@pytest.fixture
def released(platform):
    """Deploys what stands in the folder, from archives, and asks it."""
    (platform.service / "api.py").write_text(API)
    store_secrets(platform.aws, {USERS_SECRET: {"database_url": "x"}})
    store_token_keys(platform.aws, public_key_set([]))

    def release(name: str = "first"):
        build = platform.archived()
        template, gradual = build.template, released_gradually(build.template)
        function = gradual["Resources"]["GreetingApi"]["Properties"]
        kept = {each: function[each] for each in function if each != "DeploymentPreference"}
        template["Parameters"]["Release"] = gradual["Parameters"]["Release"]
        template["Resources"]["GreetingApi"]["Properties"] = kept
        parameters = {"Tokens": TOKEN_KEYS_PARAMETER, "Release": name}
        build = dataclasses.replace(build, template=template)
        deployment = deploy(build, platform.aws, parameters, stack_name=platform.stack_name)
        return lambda: platform.get(deployment, "/greeting").json()

    yield release
    platform.aws.client("secretsmanager").delete_secret(SecretId=USERS_SECRET, ForceDeleteWithoutRecovery=True)
    platform.aws.client("ssm").delete_parameter(Name=TOKEN_KEYS_PARAMETER)


def test_the_gateway_calls_a_version_and_a_rotation_of_keys_is_a_release_like_any_other(platform, released):
    # Given
    ask = released()
    before = ask()
    assert (before["version"], before["release"], before["tokens"]) == ("1", "first", {"keys": []})
    assert before["function"].endswith(f":{ALIAS}")
    # When
    [first] = rotate_token_keys(platform.aws, platform.stack_name)
    newest, older = rotate_token_keys(platform.aws, platform.stack_name)
    # Then the alias is where CloudFormation knows it, and the version there has both keys
    told = ask()
    assert [key["kid"] for key in told["tokens"]["keys"]] == [newest["kid"], older["kid"]]
    assert older["kid"] == first["kid"]
    assert told["release"] == f"signs-with-{newest['kid']}"
    secret = platform.aws.client("secretsmanager").get_secret_value(SecretId=USERS_SECRET)["SecretString"]
    assert json.loads(json.loads(secret)["token_signing_keys"])["keys"] == [newest, older]
    # When
    retire_token_keys(platform.aws, platform.stack_name)
    # Then
    assert [key["kid"] for key in ask()["tokens"]["keys"]] == [newest["kid"]]
    assert int(ask()["version"]) > int(told["version"]) > int(before["version"])
