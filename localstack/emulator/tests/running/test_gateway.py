"""Functions behind API Gateway."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from functions import Deployment, client
from polling import eventually


def _route(deployment: Deployment, arn: str, **integration: Any) -> str:
    gateway = client(deployment.emulator, "apigateway")
    api = gateway.create_rest_api(name="test")["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    resource = gateway.create_resource(restApiId=api, parentId=root, pathPart="{id}")["id"]
    route = {"restApiId": api, "resourceId": resource, "httpMethod": "POST"}
    gateway.put_method(**route, authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    gateway.put_integration(**route, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri, **integration)
    gateway.create_deployment(restApiId=api, stageName="v1")
    return f"{deployment.emulator.url}/_aws/execute-api/{api}/v1/42"


def _post(url: str, body: bytes) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": "text/plain"})) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def _arn(name: str) -> str:
    return f"arn:aws:lambda:us-east-1:000000000000:function:{name}"


ECHO = """
    import json
    def handler(event, context):
        if event["body"] == "fail": raise ValueError
        print("served", event["pathParameters"]["id"])
        return {"statusCode": 201, "body": json.dumps([event["body"], event["pathParameters"]["id"]])}
"""


def test_a_route_calls_its_function(deployment: Deployment) -> None:
    # Given
    function = deployment.function(ECHO)
    url = _route(deployment, _arn(function.name))
    # When / Then
    assert _post(url, b"hello") == (201, ["hello", "42"])
    eventually(lambda: "served 42\n" in function.stored_log())


def test_a_route_with_credentials_calls_its_function(deployment: Deployment) -> None:
    # Given
    function = deployment.function(ECHO)
    url = _route(deployment, _arn(function.name), credentials="arn:aws:iam::000000000000:role/caller")
    # When / Then
    assert _post(url, b"hello") == (201, ["hello", "42"])


def test_a_function_that_fails_or_is_missing_gives_502(deployment: Deployment) -> None:
    # Given
    failing = _route(deployment, _arn(deployment.function(ECHO).name))
    missing = _route(deployment, _arn("no-such-function"))
    # When / Then
    expected = (502, {"message": "Internal server error"})
    assert _post(failing, b"fail") == expected
    assert _post(missing, b"hello") == expected


DECLARED = {
    "MISSING_AUTHENTICATION_TOKEN": {
        "statusCode": 404,
        "responseParameters": {
            "gatewayresponse.header.Content-Type": "'application/problem+json'",
            "gatewayresponse.header.X-Request-Id": "context.requestId",
        },
        "responseTemplates": {"application/json": '{"title": $context.error.messageString, "of": "$context.stage"}'},
    },
    "DEFAULT_5XX": {"responseTemplates": {"application/json": '{"title": "Broken"}'}},
}


def _imported(deployment: Deployment, arn: str) -> str:
    """The URL of an API made from an OpenAPI document with gateway responses."""
    gateway = client(deployment.emulator, "apigateway")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    document = {
        "openapi": "3.0.1",
        "info": {"title": "test", "version": "1"},
        "paths": {"/{id}": {"post": {"x-amazon-apigateway-integration": integration}}},
        "x-amazon-apigateway-gateway-responses": DECLARED,
    }
    api = gateway.import_rest_api(body=json.dumps(document))["id"]
    gateway.create_deployment(restApiId=api, stageName="v1")
    return f"{deployment.emulator.url}/_aws/execute-api/{api}/v1"


def test_refusals_of_an_imported_api_are_as_it_declares(deployment: Deployment) -> None:
    # Given
    url = _imported(deployment, _arn(deployment.function(ECHO).name))
    # When / Then
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}/no/where")
    assert (refused.value.code, refused.value.headers["Content-Type"]) == (404, "application/problem+json")
    assert refused.value.headers["X-Request-Id"] == refused.value.headers["x-amzn-RequestId"]
    assert json.load(refused.value) == {"title": "Missing Authentication Token", "of": "v1"}
    assert _post(f"{url}/42", b"fail") == (502, {"title": "Broken"})
    assert _post(f"{url}/42", b"hello") == (201, ["hello", "42"])


def test_refusals_of_an_api_that_declares_none_are_those_of_aws(deployment: Deployment) -> None:
    url = _route(deployment, _arn(deployment.function(ECHO).name))
    assert _post(f"{url}/no/where", b"") == (403, {"message": "Missing Authentication Token"})
