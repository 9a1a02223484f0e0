"""Holds answers against the API's document: status, media type, headers and body."""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from functools import cache, cached_property
from typing import Any

import jsonschema_rs

from videoclub_local.api_pages import openapi_document

_PROBLEM = {"$ref": "#/components/schemas/Problem"}


class NotDescribed(AssertionError):
    """An answer is not what the document says."""


class Description:
    """An OpenAPI document as a judge of answers. Members that it does not name are faults, though clients bear them."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def operation_of(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        """The route that serves a path, and what is said of its method; the route with the fewest parameters wins."""
        for pattern, resource in self._patterns:
            if pattern.fullmatch(path) and method.lower() in self.document["paths"][resource]:
                return resource, self.document["paths"][resource][method.lower()]
        return None

    def check(self, method: str, path: str, status: int, headers: Mapping[str, str], text: str) -> None:
        """Raises NotDescribed. Names of headers are in lower case; what no route serves is let by."""
        found = self.operation_of(method, path)
        if found is None:
            return
        resource, operation = found
        place = f"{method} {resource} {status}"
        _hold(str(status) in operation["responses"], f"{place} is not described: {text[:500]}")
        response = operation["responses"][str(status)]
        undescribed = {"etag", "location"} & headers.keys() - {name.lower() for name in response.get("headers", {})}
        _hold(not undescribed, f"{place} has {undescribed}, which is not described")
        self._check_body(place, response.get("content", {}), headers.get("content-type"), text)

    def check_problem(self, text: str) -> None:
        """Raises NotDescribed for what is no problem document of ours."""
        faults = [error.message for error in self.validator(_PROBLEM).iter_errors(json.loads(text))]
        _hold(not faults, f"{faults}: {text[:500]}")

    def _check_body(self, place: str, content: Mapping[str, Any], media_type: str | None, text: str) -> None:
        if not content:
            _hold(not text, f"{place} has a body, which is not described: {text[:500]}")
            return
        schema = next((it["schema"] for name, it in content.items() if _same(name, media_type)), None)
        _hold(schema is not None, f"{place} is {media_type}, not one of {list(content)}")
        if schema and media_type and media_type.partition(";")[0].endswith("json"):
            errors = self.validator(schema).iter_errors(json.loads(text))
            faults = [f"{error.instance_path}: {error.message}" for error in errors]
            _hold(not faults, f"{place}: {faults}\n{text[:2000]}")

    def validator(self, schema: Mapping[str, Any]) -> jsonschema_rs.Validator:
        """Of a schema of the document."""
        key = json.dumps(schema)
        if key not in self._validators:
            whole = {"components": {"schemas": self._closed_schemas}, "allOf": [schema]}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._validators[key]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in paths]

    @cached_property
    def _closed_schemas(self) -> dict[str, Any]:
        schemas = deepcopy(self.document["components"]["schemas"])
        for name, schema in schemas.items():
            if "properties" in schema and name != "Problem":  # which has members of its type
                schema.setdefault("additionalProperties", False)
        return schemas


def _hold(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise NotDescribed(otherwise)


def _same(described: str, sent: str | None) -> bool:
    return sent is not None and described.partition(";")[0] == sent.partition(";")[0]


@cache
def api_description() -> Description:
    """The description of the whole API."""
    return Description(openapi_document())
