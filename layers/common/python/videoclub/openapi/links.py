"""OpenAPI's links: what can be asked next about the thing that an answer is of, read off the paths of routes."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from videoclub.http.routes import Route

ETAG = "$response.header.ETag"


def links_of(route: Route, answer: type[BaseModel], operations: Sequence[tuple[str, Route]]) -> dict[str, Any]:
    """The links of an answer of `route`, by the ids of the operations that they lead to.

    Something made can be asked for by its id; something that tells its state can be changed with it.
    """
    links: dict[str, Any] = {}
    for operation_id, target in operations:
        changes = route.etag and target.if_match
        if (parameters := _of_made(route, answer, target)) is None and changes and target.path == route.path:
            parameters = _kept(route.path)
        if parameters is not None:
            links[operation_id] = {
                "operationId": operation_id,
                "parameters": parameters | ({"If-Match": ETAG} if changes else {}),
            }
    return links


def _of_made(route: Route, answer: type[BaseModel], target: Route) -> dict[str, str] | None:
    """When `target` serves one thing of the collection that `route` adds to."""
    collection, _, rest = target.path.rpartition("/{")
    name = rest.partition("}")[0]
    member = name if name in answer.model_fields else "id"
    if route.method != "POST" or not collection or not route.path.endswith(collection):
        return None
    if member not in answer.model_fields:
        return None
    return _kept(collection) | {name: f"$response.body#/{member}"}


def _kept(path: str) -> dict[str, str]:
    return {name: f"$request.path.{name}" for name in re.findall(r"\{(\w+)\}", path)}
