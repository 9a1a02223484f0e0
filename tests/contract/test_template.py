"""template.yaml, the declared routes, the handlers and openapi.json say the same."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from videoclub_local.api_pages import SERVICES, openapi_text, service_routes
from videoclub_local.build.template import load_template, resources_of_type

ROOT = Path(__file__).parents[2]
TEMPLATE = load_template(ROOT / "template.yaml")
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


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_handler_exists(name):
    module, _, attribute = FUNCTIONS[name]["Properties"]["Handler"].rpartition(".")
    assert callable(getattr(import_module(module), attribute))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_keeps_its_logs_for_a_stated_time(name):
    group = TEMPLATE["Resources"][f"{name}Logs"]["Properties"]
    assert group["LogGroupName"] == {"Fn::Sub": f"/aws/lambda/${{{name}}}"}
    assert group["RetentionInDays"]


def test_no_policy_allows_everything():
    for name, function in FUNCTIONS.items():
        for policy in function["Properties"].get("Policies", []):
            for statement in policy.get("Statement", []):
                assert "*" not in (statement["Action"], statement["Resource"]), name


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
