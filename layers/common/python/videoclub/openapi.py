"""The OpenAPI 3.1 document of the API, made from the declarations of its routes and from nothing else."""

import inspect
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from videoclub.api_keys import SCOPES, scope_of
from videoclub.errors import Forbidden, ServiceUnavailable, Unauthenticated, ValidationFailed
from videoclub.http.edge import IdempotencyKeyRequired, PayloadTooLarge, PreconditionRequired, UnsupportedMediaType
from videoclub.http.models import NoAnswer, NoBody, NoQuery, TextAnswer, TextBody
from videoclub.http.problem_document import MEDIA_TYPE
from videoclub.http.routes import ANYONE, JSON, Route, Routes
from videoclub.problems import PROBLEMS
from videoclub.rate_limits import QuotaExceeded

API_VERSION = "1.0.0"
_REF = "#/components/schemas/{model}"
_TEXT: dict[str, Any] = {"type": "string"}
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "An error answer (RFC 9457). Further members depend on the type of problem.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The request's id, also in X-Request-Id."},
        "code": {"type": "string", "enum": list(PROBLEMS)},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "message")},
            },
        },
    },
}


def document(services: Iterable[Routes]) -> dict[str, Any]:
    """The whole document; the server's address is relative, so it is true wherever it is served."""
    routes = [(service.service, route) for service in services for route in service.declared]
    schemas, references = _schemas(route for _, route in routes)
    paths: dict[str, dict[str, Any]] = {}
    for service, route in sorted(routes, key=lambda pair: (pair[1].path, pair[1].method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(service, route, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vidéoclub",
            "version": API_VERSION,
            "summary": "Rent films, play them, be told of new ones.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {
            "schemas": schemas | {"Problem": _PROBLEM_SCHEMA},
            "securitySchemes": {
                "access_token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "api_key": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }


type References = Mapping[tuple[type[BaseModel], str], dict[str, Any]]


def _schemas(routes: Iterable[Route]) -> tuple[dict[str, Any], References]:
    inputs, outputs = set[type[BaseModel]](), set[type[BaseModel]]()
    for route in routes:
        inputs.add(route.body)
        inputs.add(route.query)
        outputs |= {route.answer, *route.also.values()}
    wanted = [(model, "validation") for model in sorted(inputs, key=_name)]
    wanted += [(model, "serialization") for model in sorted(outputs, key=_name)]
    references, definitions = models_json_schema(
        wanted,  # pyright: ignore[reportArgumentType]
        ref_template=_REF,
    )
    empty = {model.__name__ for model in (NoBody, NoQuery, NoAnswer, TextBody, TextAnswer)}
    schemas: dict[str, Any] = {name: it for name, it in definitions.get("$defs", {}).items() if name not in empty}
    return schemas, references  # pyright: ignore[reportReturnType]


def _name(model: type[BaseModel]) -> str:
    return f"{model.__module__}.{model.__name__}"


def _operation(service: str, route: Route, references: References) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{service}_{route.name}",
        "summary": route.summary,
        "tags": [service],
        "parameters": [*_path_parameters(route), *_header_parameters(route), *_query_parameters(route)],
        "responses": _responses(route, references),
        "security": _security(service, route),
    }
    details = inspect.cleandoc(route.function.__doc__ or "").partition("\n\n")[2]
    who = "Anyone." if route.who == ANYONE else f"Needs the role `{route.who}`."
    if (scope := scope_of(service, route.method)) in SCOPES:
        who += f" An API key needs the scope `{scope}`."
    operation["description"] = f"{details}\n\n{who}".strip()
    if route.body is not NoBody:
        operation["requestBody"] = {
            "required": True,
            "content": {route.media_type: {"schema": _body_schema(route, references)}},
        }
    return operation


def _security(service: str, route: Route) -> list[dict[str, list[str]]]:
    """Who may call: the ways that each suffice. OpenAPI 3.1 lets a key name the scope it needs."""
    ways: list[dict[str, list[str]]] = [{}] if route.who == ANYONE else [{"access_token": []}]
    if (scope := scope_of(service, route.method)) in SCOPES:
        ways.append({"api_key": [scope]})
    return ways


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    wanted = {"Idempotency-Key": route.idempotency_key, "If-Match": route.if_match}
    return [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string", "minLength": 1, "maxLength": 255}}
        for name, is_wanted in wanted.items()
        if is_wanted
    ]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    schema = route.query.model_json_schema(ref_template=_REF)
    properties: dict[str, Any] = schema.get("properties", {})
    required: list[str] = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": property_}
        for name, property_ in properties.items()
    ]


def _body_schema(route: Route, references: References) -> dict[str, Any]:
    return _TEXT if issubclass(route.body, TextBody) else references[route.body, "validation"]


def _success(status: int, answer: type[BaseModel], references: References, *, media_type: str = JSON) -> dict[str, Any]:
    success: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if answer is not NoAnswer:
        schema = _TEXT if answer is TextAnswer else references[answer, "serialization"]
        success["content"] = {media_type: {"schema": schema}}
    return success


def _responses(route: Route, references: References) -> dict[str, Any]:
    successes = {str(status): _success(status, answer, references) for status, answer in route.also.items()}
    successes[str(route.status)] = _success(route.status, route.answer, references, media_type=route.answer_media_type)
    for media_type in route.answer_also_as:
        successes[str(route.status)]["content"][media_type] = {"schema": _TEXT}
    by_status: dict[int, list[str]] = {}
    for slug in sorted(_slugs(route)):
        by_status.setdefault(PROBLEMS[slug].status, []).append(slug)
    problems = {
        str(status): {
            "description": "; ".join(f"`{slug}`: {PROBLEMS[slug].title}" for slug in slugs),
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
        for status, slugs in sorted(by_status.items())
    }
    return successes | problems


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
