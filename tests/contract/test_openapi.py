"""The document of the API is valid, and its examples are what it describes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openapi_spec_validator import validate

from movies.adapters.webhook_receivers import body_of
from movies.announcements import ADDED, ARCHIVED, EVENT_TYPES, RESTORED, announce, announce_price
from videoclub.http import NoBody, Route, TextBody
from videoclub.ids import MovieId
from videoclub.values import Money, Text
from videoclub_local.api_pages import openapi_document, service_routes
from videoclub_local.fuzz.description import api_description

DOCUMENT = openapi_document()
OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
WITH_BODY = [
    route
    for routes in service_routes()
    for route in routes.declared
    if route.body is not NoBody and not issubclass(route.body, TextBody)
]


def test_it_is_valid():
    validate(DOCUMENT)


def test_every_operation_says_what_it_does_and_may_answer():
    for name, operation in OPERATIONS:
        assert operation["summary"], name
        assert operation["description"], name
        assert {"400", "401", "403", "500", "503"} <= operation["responses"].keys(), name


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every body that the document describes as JSON, with an example."""
    for name, operation in [*OPERATIONS, *((it, methods["post"]) for it, methods in DOCUMENT["webhooks"].items())]:
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for body in bodies:
            for media_type, content in body.get("content", {}).items():
                if content["schema"] != {"type": "string"} and media_type != "application/problem+json":
                    yield name, content


def test_every_example_is_what_is_described():
    judge = api_description()
    for name, content in contents():
        errors = judge.validator(content["schema"]).iter_errors(content["example"])
        assert [f"{error.instance_path}: {error.message}" for error in errors] == [], name


def test_every_problem_has_an_example_that_is_what_is_described():
    judge = api_description()
    problem = judge.validator({"$ref": "#/components/schemas/Problem"})
    for example in DOCUMENT["components"]["examples"].values():
        problem.validate(example["value"])


@pytest.mark.parametrize("route", WITH_BODY, ids=[f"{route.method} {route.path}" for route in WITH_BODY])
def test_every_example_of_a_request_is_taken(route: Route):
    body = DOCUMENT["paths"][route.path][route.method.lower()]["requestBody"]
    route.body.model_validate_json(json.dumps(body["content"][route.media_type]["example"]))


def test_schemas_say_more_than_that_there_is_an_object():
    vague = {
        name
        for name, schema in DOCUMENT["components"]["schemas"].items()
        if schema.get("type") == "object" and not schema.get("properties")
    }
    assert vague == set()


def test_webhooks_are_sent_what_is_described():
    # Given
    now, title, url = datetime(2026, 11, 21, 20, tzinfo=UTC), Text(en="Nosferatu"), "https://api.test/v1/movies/m"
    messages = [
        announce(event, MovieId("m"), title=title, genres=["horror"], url=url, now=now)[0]
        for event in (ADDED, ARCHIVED, RESTORED)
    ]
    messages += announce_price(
        "p", MovieId("m"), title=title, url=url, old=Money.eur("3.99"), new=Money.eur("2.99"), valid_from=now
    )
    assert {message.type for message in messages} == DOCUMENT["webhooks"].keys() == {*EVENT_TYPES}

    for message in messages:
        # When
        sent = json.loads(body_of(message))

        # Then
        described = DOCUMENT["webhooks"][message.type]["post"]["requestBody"]["content"]["application/json"]["schema"]
        api_description().validator(described).validate(sent)


def test_answers_link_to_what_can_be_asked_next():
    # Given
    added = DOCUMENT["paths"]["/movies"]["post"]["responses"]["201"]["links"]
    playing = DOCUMENT["paths"]["/rentals/{rental_id}/playback-sessions"]["post"]["responses"]["201"]["links"]
    account = DOCUMENT["paths"]["/me"]["get"]["responses"]["200"]["links"]

    # Then
    assert added["movies_update_movie"]["parameters"] == {
        "movie_id": "$response.body#/id",
        "If-Match": "$response.header.ETag",
    }
    assert playing["rental_stop_session"]["parameters"] == {"session_id": "$response.body#/id"}
    assert account["users_update_account"]["parameters"] == {"If-Match": "$response.header.ETag"}


def test_links_lead_to_operations_and_give_what_these_take():
    taken = {
        operation["operationId"]: {parameter["name"] for parameter in operation["parameters"]}
        for _, operation in OPERATIONS
    }
    links = [
        link
        for _, operation in OPERATIONS
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]
    assert links
    for link in links:
        assert link["parameters"].keys() <= taken[link["operationId"]], link
