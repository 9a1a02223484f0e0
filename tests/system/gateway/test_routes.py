"""Every declared route leads to the function of its service, and to no function that has no doorway."""

import json
import re
from uuid import uuid4

import pytest

from deployed_gateway import DeployedGateway
from videoclub.api_keys import hash_api_key
from videoclub_local.api_pages import service_routes

DECLARED = [(route.method, route.path) for routes in service_routes() for route in routes.declared]
DOORWAYS = {f"{routes.service.capitalize()}Api" for routes in service_routes()}


def is_answered(gateway: DeployedGateway, method: str, path: str, token: str) -> bool:
    """Whether a service answered, whatever it thinks of the request: only services tell a trace."""
    filled = re.sub(r"\{\w+\}", lambda _: str(uuid4()), path)
    answer = gateway.anyone.call(method, filled, headers={"Authorization": f"Bearer {token}"})
    return "traceresponse" in answer.headers


def test_every_declared_route_is_answered_by_a_service(gateway):
    # Given somebody whom the gateway lets pass, and who has no account to do harm to
    token = gateway.token(str(uuid4()))

    # Then
    assert [route for route in DECLARED if not is_answered(gateway, *route, token)] == []


@pytest.mark.parametrize("path", ["/internal", "/users/internal", "/authenticate_api_key", "/jobs"])
def test_what_is_internal_has_no_path(gateway, path):
    answer = gateway.anyone.post(path, {"operation": "authenticate_api_key"})
    assert (answer.status_code, "traceresponse" in answer.headers) == (404, False)


def test_routes_lead_to_the_doorways_alone(gateway):
    assert gateway.integrated_functions() == DOORWAYS


def test_no_function_has_a_url_of_its_own(gateway):
    client = gateway.aws.client("lambda")
    urls = [client.list_function_url_configs(FunctionName=name) for name in gateway.functions.values()]
    assert [url for each in urls for url in each["FunctionUrlConfigs"]] == []


def test_what_is_internal_answers_an_invoke(gateway):
    asked = {"operation": "authenticate_api_key", "request": {"key_hash": hash_api_key("of nobody")}}
    answer = gateway.aws.client("lambda").invoke(
        FunctionName=gateway.functions["UsersInternal"], Payload=json.dumps(asked).encode()
    )
    assert json.loads(answer["Payload"].read())["refusal"]["slug"] == "unauthenticated"
