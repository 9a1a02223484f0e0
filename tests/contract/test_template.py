"""template.yaml, the declared routes, the handlers and openapi.json say the same."""

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from videoclub.http import ANYONE
from videoclub.problems import PROBLEMS
from videoclub_local.api_pages import SERVICES, openapi_text, service_routes
from videoclub_local.build.template import load_template, resources_of_type

ROOT = Path(__file__).parents[2]
TEMPLATE = load_template(ROOT / "template.yaml")
PROBLEM_MEMBERS = ("type", "title", "status", "detail", "instance", "code")
FUNCTIONS = resources_of_type(TEMPLATE, "AWS::Serverless::Function")


def template_routes(service: str) -> set[tuple[str, str]]:
    events = FUNCTIONS[f"{service.capitalize()}Api"]["Properties"]["Events"].values()
    return {
        (event["Properties"]["Method"].upper(), event["Properties"]["Path"])
        for event in events
        if event["Type"] == "Api"
    }


@pytest.mark.parametrize("routes", service_routes(), ids=SERVICES)
def test_every_route_is_in_the_template_and_the_other_way_round(routes):
    assert {(route.method, route.path) for route in routes.declared} == template_routes(routes.service)


def test_no_two_services_answer_the_same_route():
    declared = [(route.method, route.path) for routes in service_routes() for route in routes.declared]
    assert len(declared) == len(set(declared))


def test_a_path_parameter_has_one_name_at_its_place():
    # API Gateway refuses two names below one parent
    names: dict[str, set[str]] = {}
    for routes in service_routes():
        for route in routes.declared:
            for match in re.finditer(r"\{(\w+)\}", route.path):
                names.setdefault(route.path[: match.start()], set()).add(match.group(1))
    assert {parent: found for parent, found in names.items() if len(found) > 1} == {}


def api_events() -> dict[tuple[str, str], dict[str, Any]]:
    """What the template says of each route."""
    events = [event for function in FUNCTIONS.values() for event in function["Properties"].get("Events", {}).values()]
    routes = [event["Properties"] for event in events if event["Type"] == "Api"]
    return {(route["Method"].upper(), route["Path"]): route for route in routes}


def test_the_gateway_asks_its_authorizer_about_every_route_but_those_for_anyone():
    # Every service checks callers itself as well: LocalStack keeps authorizers and never asks them
    auth = TEMPLATE["Resources"]["Api"]["Properties"]["Auth"]
    authorizer = auth["Authorizers"][auth["DefaultAuthorizer"]]
    assert authorizer["FunctionArn"] == {"Fn::GetAtt": ["UsersAuthorizer", "Arn"]}
    unasked = {route for route, event in api_events().items() if event.get("Auth") == {"Authorizer": "NONE"}}
    declared = [route for routes in service_routes() for route in routes.declared]
    assert unasked == {(route.method, route.path) for route in declared if route.who == ANYONE}
    assert all(event.get("Auth") in (None, {"Authorizer": "NONE"}) for event in api_events().values())


GATEWAY_RESPONSES = TEMPLATE["Resources"]["Api"]["Properties"]["GatewayResponses"]


@pytest.mark.parametrize("kind", GATEWAY_RESPONSES)
def test_what_the_gateway_refuses_itself_is_a_problem_of_the_catalogue(kind):
    response = GATEWAY_RESPONSES[kind]
    text, variables = response["ResponseTemplates"]["application/json"]["Fn::Sub"]
    document = json.loads(text)
    problem = PROBLEMS[document["code"]]
    assert list(variables) == ["Base"]
    assert document["type"] == f"${{Base}}/problems/{problem.slug}"
    assert (document["status"], document["title"]) == (problem.status, problem.title)
    assert (response["StatusCode"], set(document)) == (problem.status, {*PROBLEM_MEMBERS})
    headers = response["ResponseParameters"]["Headers"]
    assert headers["Content-Type"] == "'application/problem+json'"
    assert headers["Access-Control-Allow-Origin"] == {"Fn::Sub": "'${CorsOrigin}'"}
    assert ("Retry-After" in headers) == (problem.status in (429, 503))


def test_no_refusal_of_the_gateway_is_left_as_it_is():
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "MISSING_AUTHENTICATION_TOKEN"} <= GATEWAY_RESPONSES.keys()


def test_services_and_preflights_let_the_same_origin_in():
    assert TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]["CORS_ORIGIN"] == {"Ref": "CorsOrigin"}
    assert TEMPLATE["Resources"]["Api"]["Properties"]["Cors"]["AllowOrigin"] == {"Fn::Sub": "'${CorsOrigin}'"}


def test_the_site_is_for_anyone():
    paths = TEMPLATE["Resources"]["Api"]["Properties"]["DefinitionBody"]["paths"]
    assert {path: path_["get"]["security"] for path, path_ in paths.items()} == {path: [{"NONE": []}] for path in paths}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_may_ask_users_about_api_keys(service):
    function = FUNCTIONS[f"{service.capitalize()}Api"]["Properties"]
    assert function["Environment"]["Variables"]["USERS_FUNCTION"] == {"Ref": "UsersInternal"}
    assert {"LambdaInvokePolicy": {"FunctionName": {"Ref": "UsersInternal"}}} in function["Policies"]


def test_users_internal_asks_nobody():
    # or functions would wait for each other, and CloudFormation could not make any of them first
    function = FUNCTIONS["UsersInternal"]["Properties"]
    assert set(function["Environment"]["Variables"]) == {"SECRET_ID"}
    assert "Events" not in function


def test_only_users_signs_tokens():
    # Private keys are in the secret of Users; everybody verifies by the public ones
    secret = "secret:videoclub/users-*"
    readers = {
        name
        for name, function in FUNCTIONS.items()
        if secret in str(function["Properties"].get("Policies")) or "videoclub/users" in str(function["Properties"])
    }
    assert readers
    assert all(name.startswith("Users") for name in readers)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_handler_exists(name):
    module, _, attribute = FUNCTIONS[name]["Properties"]["Handler"].rpartition(".")
    assert callable(getattr(import_module(module), attribute))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_keeps_its_logs_for_a_stated_time(name):
    group = TEMPLATE["Resources"][f"{name}Logs"]["Properties"]
    assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{{name}}}"}
    assert group["RetentionInDays"]


def test_every_queue_that_is_consumed_has_a_dead_letter_queue():
    queues = resources_of_type(TEMPLATE, "AWS::SQS::Queue")
    for function in FUNCTIONS.values():
        for event in function["Properties"].get("Events", {}).values():
            if event["Type"] == "SQS":
                queue = queues[event["Properties"]["Queue"]["Fn::GetAtt"][0]]["Properties"]
                assert queue["RedrivePolicy"]["maxReceiveCount"] >= 5
                assert queue["VisibilityTimeout"] >= 6 * function["Properties"]["Timeout"]


def test_the_committed_document_is_the_one_the_code_makes():
    committed = (ROOT / "infra" / "openapi.json").read_text(encoding="utf-8")
    assert committed == openapi_text(), "run `videoclub openapi` and commit infra/openapi.json"
