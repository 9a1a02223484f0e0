"""What functions may do in AWS, and who may call them: each what it needs, and no more.

SAM makes a role of its own for each function that names none; what its policy templates allow is in SAM's
documentation, and only those below, which are for one named thing each, may be used.
"""

from pathlib import Path
from typing import Any

import pytest

from videoclub_local.build.template import load_template, resources_of_type

TEMPLATE = load_template(Path(__file__).parents[2] / "template.yaml")
FUNCTIONS = resources_of_type(TEMPLATE, "AWS::Serverless::Function")
ONE_THING = {
    "EventBridgePutEventsPolicy": "EventBusName",
    "LambdaInvokePolicy": "FunctionName",
    "S3CrudPolicy": "BucketName",
    "S3ReadPolicy": "BucketName",
    "SQSSendMessagePolicy": "QueueName",
}
NARROWED = {"ses:SendEmail": {"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}}
"""Actions that AWS does not bind to one resource here, and the condition that binds them instead."""
CASSANDRA = "arn:${AWS::Partition}:cassandra:${AWS::Region}:${AWS::AccountId}:/keyspace/"
TABLES = {f"{CASSANDRA}rental/table/*", f"{CASSANDRA}system*"}
"""Rental's own tables, each of which it reads and writes, and what tells the driver which hosts there are."""
SECRET = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:videoclub/"


def policies(name: str) -> list[dict[str, Any]]:
    return FUNCTIONS[name]["Properties"].get("Policies", [])


def statements(name: str) -> list[dict[str, Any]]:
    return [statement for policy in policies(name) for statement in policy.get("Statement", [])]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_a_role_of_its_own(name):
    assert "Role" not in FUNCTIONS[name]["Properties"]
    assert "Role" not in TEMPLATE["Globals"]["Function"]
    assert all(isinstance(policy, dict) for policy in policies(name)), "a managed policy allows more than is needed"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_policy_templates_are_for_one_thing_of_this_stack(name):
    for policy in policies(name):
        for template, parameters in policy.items():
            if template != "Statement":
                (parameter, thing), *more = parameters.items()
                assert (parameter, more) == (ONE_THING[template], [])
                assert "*" not in str(thing) or thing == {"Fn::Sub": "${AWS::StackName}-StatsReport-*"}, template


@pytest.mark.parametrize("name", FUNCTIONS)
def test_statements_name_actions_and_resources(name):
    for statement in statements(name):
        actions = as_list(statement["Action"])
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in actions)
        for resource in as_list(statement["Resource"]):
            if resource == {"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*"}:
                assert [statement["Condition"]] == [NARROWED[action] for action in actions]
            else:  # Secrets Manager adds six characters of its own to a secret's name
                text = str(resource.get("Fn::Sub", ""))
                assert (
                    "*" not in text
                    or text in TABLES
                    or (text.startswith(SECRET) and text.endswith("-*") and text.count("*") == 1)
                )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_reads_the_secrets_that_it_names_and_no_other(name):
    variables = FUNCTIONS[name]["Properties"].get("Environment", {}).get("Variables", {})
    named = {variables[key] for key in ("SECRET_ID", "FIREBASE_SECRET_ID") if key in variables}
    readable = {
        resource["Fn::Sub"].removeprefix(SECRET).removesuffix("-*")
        for statement in statements(name)
        if "secretsmanager:GetSecretValue" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    }
    assert {f"videoclub/{secret}" for secret in readable} == named


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_the_doorways_have_routes(name):
    # What other services may ask is reached by invoking, which IAM allows or not: never by the gateway
    properties = FUNCTIONS[name]["Properties"]
    routed = [event for event in properties.get("Events", {}).values() if event["Type"] in ("Api", "HttpApi")]
    assert bool(routed) == properties["Handler"].endswith(".api.app")
    assert "FunctionUrlConfig" not in properties


def test_nobody_else_may_invoke_a_function():
    # SAM permits the gateway, rules and queues of a function's events, and the authorizer; the rest is IAM's
    assert resources_of_type(TEMPLATE, "AWS::Lambda::Permission") == {}
