"""Limits that the gateway itself keeps, and that LocalStack does not: ministack stands in for AWS."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api_client import ApiClient, problem
from deployed_gateway import DeployedGateway
from videoclub_local.addresses import STAGE
from videoclub_local.build.template import load_template, resources_of_type

pytestmark = pytest.mark.second_emulator

GATEWAY = load_template(Path(__file__).parents[3] / "infra" / "gateway.yaml")
PLANS = GATEWAY | {"Resources": resources_of_type(GATEWAY, "AWS::ApiGateway::UsagePlan")}
"""Of that stack what ministack knows: it has no associations of WAF."""
BURST = PLANS["Resources"]["PartnerPlan"]["Properties"]["Throttle"]["BurstLimit"]
STACK = "videoclub-gateway"


@pytest.fixture(scope="module")
def customer(second_gateway) -> ApiClient:
    return second_gateway.anyone.sign_up()


@pytest.fixture(scope="module")
def partner_key(second_gateway) -> str:
    """A gateway key on the plan of infra/gateway.yaml, for one request a second."""
    cloudformation = second_gateway.aws.client("cloudformation")
    parameters = {
        "Environment": "staging",
        "ApiId": second_gateway.api_id,
        "KeyArn": f"arn:aws:kms:us-east-1:000000000000:key/{uuid4()}",
        "PartnerRequestsPerSecond": "1",
    }
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=json.dumps(PLANS),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1})
    outputs = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["Outputs"]
    [plan] = [each["OutputValue"] for each in outputs if each["OutputKey"] == "PartnerPlanId"]
    client = second_gateway.aws.client("apigateway")
    key = client.create_api_key(name="a partner", enabled=True)
    client.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")
    return key["value"]


@pytest.fixture
def narrow_stage(second_gateway) -> Iterator[DeployedGateway]:
    """The gateway, which takes two requests for the genres at once, and then next to none."""
    client = second_gateway.aws.client("apigateway")

    def set_limits(burst: int, per_second: float) -> None:
        limits = {"burstLimit": str(burst), "rateLimit": str(per_second)}
        client.update_stage(
            restApiId=second_gateway.api_id,
            stageName=STAGE,
            patchOperations=[
                {"op": "replace", "path": f"/~1genres/GET/throttling/{name}", "value": value}
                for name, value in limits.items()
            ],
        )

    set_limits(2, 0.001)
    yield second_gateway
    set_limits(10_000, 10_000)


def assert_throttled(answer: httpx.Response) -> None:
    assert problem(answer) == (429, "quota-exceeded")
    assert answer.headers["retry-after"] == "1"
    assert "traceresponse" not in answer.headers


def test_a_partner_beyond_their_plan_is_told_to_wait_and_nobody_else_is(customer, partner_key):
    answers = [customer.get("/me", headers={"X-Api-Key": partner_key}) for _ in range(BURST + 20)]
    assert [answer.status_code for answer in answers[:BURST]] == [200] * BURST
    assert_throttled(next(answer for answer in answers if answer.status_code != 200))
    assert customer.get("/me").status_code == 200


def test_a_route_beyond_the_limit_of_the_stage_is_told_to_wait_and_no_other_is(narrow_stage):
    answers = [narrow_stage.anyone.get("/genres") for _ in range(3)]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert_throttled(answers[2])
    assert narrow_stage.anyone.get("/movies").status_code == 200
