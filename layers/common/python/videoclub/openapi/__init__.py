"""The OpenAPI 3.1 document of the API, made from the declarations of its routes and from nothing else."""

import inspect
import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from videoclub.api_keys import SCOPES, scope_of
from videoclub.errors import Forbidden, ServiceUnavailable, Unauthenticated, ValidationFailed
from videoclub.http.edge import (
    PATH_PARAMETER_MAX_CHARS,
    IdempotencyKeyRequired,
    PayloadTooLarge,
    PreconditionRequired,
    UnsupportedMediaType,
)
from videoclub.http.models import NoAnswer, NoBody
from videoclub.http.routes import ANYONE, JSON, Route, Routes, Webhook
from videoclub.openapi.examples import answer_example, body_example
from videoclub.openapi.links import links_of
from videoclub.openapi.problems import PROBLEM_SCHEMA, problem_answers, problem_examples
from videoclub.openapi.schemas import ModelSchemas, Schema
from videoclub.rate_limits import QuotaExceeded

API_VERSION = "1.0.0"
_TEXT: Schema = {"type": "string"}
_HEADERS: dict[str, Schema] = {
    "X-Request-Id": {"description": "The request's id, by which the logs know it.", "schema": _TEXT},
    "ETag": {"description": "The state of the resource: for If-None-Match, and for If-Match.", "schema": _TEXT},
    "Location": {"description": "Where the resource, or the file, is.", "schema": _TEXT},
}
_HAVE_LOCATION = {HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.SEE_OTHER}


def document(services: Iterable[Routes]) -> dict[str, Any]:
    """The whole document; the server's address is relative, so it is true wherever it is served."""
    declared = list(services)
    routes = [(service.service, route) for service in declared for route in service.declared]
    routes.sort(key=lambda pair: (pair[1].path, pair[1].method))
    operations = [(_operation_id(service, route), route) for service, route in routes]
    schemas = ModelSchemas(declared)
    paths: dict[str, dict[str, Any]] = {}
    for service, route in routes:
        operation = _operation(service, route, schemas)
        _link(route, operation["responses"], operations)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vidéoclub",
            "version": API_VERSION,
            "summary": "Rent films, play them, be told of new ones.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "."}],
        "tags": [{"name": service.service} for service in declared],
        "paths": paths,
        "webhooks": {
            webhook.topic: {"post": _webhook(service.service, webhook, schemas)}
            for service in declared
            for webhook in service.webhooks
        },
        "components": {
            "schemas": schemas.components | {"Problem": PROBLEM_SCHEMA},
            "headers": _HEADERS,
            "examples": problem_examples(),
            "securitySchemes": {
                "access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "api_key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }


def _operation_id(service: str, route: Route) -> str:
    return f"{service}_{route.name}"


def _link(route: Route, responses: dict[str, Any], operations: Sequence[tuple[str, Route]]) -> None:
    """Put links on the answers that are not refusals."""
    for status, answer in {**route.also, route.status: route.answer}.items():
        if links := links_of(route, answer, operations):
            responses[str(status)]["links"] = links


def _operation(service: str, route: Route, schemas: ModelSchemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": _operation_id(service, route),
        "summary": route.summary,
        "tags": [service],
        "parameters": [*_path_parameters(route), *_header_parameters(route), *_query_parameters(route, schemas)],
        "responses": _merged(_answers(route, schemas), problem_answers(_slugs(route))),
        "security": _security(service, route),
    }
    details = inspect.cleandoc(route.function.__doc__ or "").partition("\n\n")[2]
    who = "Anyone." if route.who == ANYONE else f"Needs the role `{route.who}`."
    if (scope := scope_of(service, route.method)) in SCOPES:
        who += f" An API key needs the scope `{scope}`."
    operation["description"] = f"{details}\n\n{who}".strip()
    if route.body is not NoBody:
        schema = schemas.of_body(route.body)
        content = (
            {"schema": schema} if schema == _TEXT else {"schema": schema, "example": body_example(schema, schemas)}
        )
        operation["requestBody"] = {"required": True, "content": {route.media_type: content}}
    return operation


def _security(service: str, route: Route) -> list[dict[str, list[str]]]:
    """Who may call: the ways that each suffice. OpenAPI 3.1 lets a key name the scope it needs."""
    ways: list[dict[str, list[str]]] = [{}] if route.who == ANYONE else [{"access_token": []}]
    if (scope := scope_of(service, route.method)) in SCOPES:
        ways.append({"api_key": [scope]})
    return ways


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", route.path)
    schema = {"type": "string", "minLength": 1, "maxLength": PATH_PARAMETER_MAX_CHARS}
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    wanted = {"Idempotency-Key": route.idempotency_key, "If-Match": route.if_match}
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 255}}
        for name, is_wanted in wanted.items()
        if is_wanted
    ]


def _query_parameters(route: Route, schemas: ModelSchemas) -> list[dict[str, Any]]:
    schema = schemas.of_query(route.query)
    required: list[str] = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": property_}
        for name, property_ in schema["properties"].items()
    ]


def _answers(route: Route, schemas: ModelSchemas) -> dict[str, Any]:
    """What the route answers when all is well."""
    answers = {str(status): _answer(route, status, answer, JSON, schemas) for status, answer in route.also.items()}
    own = _answer(route, route.status, route.answer, route.answer_media_type, schemas)
    for media_type in route.answer_also_as:
        own["content"][media_type] = {"schema": _TEXT}
    if route.etag and route.method == "GET":
        answers["304"] = _answer(route, HTTPStatus.NOT_MODIFIED, NoAnswer, JSON, schemas)
    return answers | {str(route.status): own}


def _merged(answers: dict[str, Any], refusals: dict[str, Any]) -> dict[str, Any]:
    """Both; a status that may be either has the media types of both."""
    both = {
        status: refusals[status] | {"content": answers[status]["content"] | refusals[status]["content"]}
        for status in answers.keys() & refusals.keys()
    }
    return dict(sorted((answers | refusals | both).items()))


def _answer(
    route: Route, status: int, answer: type[BaseModel], media_type: str, schemas: ModelSchemas
) -> dict[str, Any]:
    names = ["X-Request-Id"]
    names += ["ETag"] if route.etag else []
    names += ["Location"] if status in _HAVE_LOCATION else []
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase, "headers": headers}
    if answer is not NoAnswer:
        described["content"] = {media_type: _answer_content(answer, schemas)}
    return described


def _answer_content(answer: type[BaseModel], schemas: ModelSchemas) -> dict[str, Any]:
    schema = schemas.of_answer(answer)
    return {"schema": schema} if schema == _TEXT else {"schema": schema, "example": answer_example(schema, schemas)}


def _webhook(service: str, webhook: Webhook, schemas: ModelSchemas) -> dict[str, Any]:
    return {
        "operationId": f"{service}_{webhook.topic}",
        "summary": webhook.summary,
        "description": "Signed as Standard Webhooks has it, and sent again until an answer of 2xx: drop a known id.",
        "tags": [service],
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": _TEXT}
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
        "requestBody": {
            "required": True,
            "content": {JSON: _answer_content(webhook.message, schemas)},
        },
        "responses": {"2XX": {"description": "Received."}, "410": {"description": "No more of these, please."}},
    }


def _slugs(route: Route) -> set[str]:
    """Every problem the route may answer: its own and those of the edge."""
    slugs = {error.slug for error in route.raises}
    slugs |= {ValidationFailed.slug, Unauthenticated.slug, Forbidden.slug, ServiceUnavailable.slug, "internal-error"}
    slugs.add(QuotaExceeded.slug)
    if route.body is not NoBody:
        slugs |= {UnsupportedMediaType.slug, PayloadTooLarge.slug}
    if route.idempotency_key:
        slugs.add(IdempotencyKeyRequired.slug)
    if route.if_match:
        slugs.add(PreconditionRequired.slug)
    return slugs
