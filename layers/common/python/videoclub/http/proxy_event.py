"""What API Gateway delivers (REST API, payload 1.0), as far as the services read it; anything else is refused."""

import base64
import re
from typing import Any, NotRequired, TypedDict

from pydantic import ConfigDict, ValidationError, with_config

from videoclub.type_adapters import type_adapter

_PARAMETER = re.compile(r"\{(\w+)\}")


class NotAProxyEvent(ValueError):
    """The event is none that the gateway makes."""


@with_config(ConfigDict(extra="allow"))
class _Identity(TypedDict):
    sourceIp: NotRequired[str | None]


@with_config(ConfigDict(extra="allow"))
class _Context(TypedDict):
    resourcePath: str
    httpMethod: str
    requestId: NotRequired[str | None]
    domainName: NotRequired[str | None]
    stage: NotRequired[str | None]
    identity: NotRequired[_Identity | None]


@with_config(ConfigDict(extra="allow"))
class _ProxyEvent(TypedDict):
    httpMethod: str
    resource: str
    headers: dict[str, str] | None
    multiValueQueryStringParameters: dict[str, list[str]] | None
    pathParameters: dict[str, str] | None
    stageVariables: dict[str, str] | None
    body: str | None
    isBase64Encoded: NotRequired[bool]
    requestContext: _Context


def checked_event(event: Any) -> dict[str, Any]:
    """The event, if the gateway can have made it. Raises NotAProxyEvent."""
    try:
        checked = type_adapter(_ProxyEvent).validate_python(event)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise NotAProxyEvent("; ".join(f"{'.'.join(map(str, it['loc']))}: {it['type']}" for it in found)) from None
    wanted = _PARAMETER.findall(checked["requestContext"]["resourcePath"])
    if not set(wanted) <= (checked["pathParameters"] or {}).keys():
        raise NotAProxyEvent("pathParameters: missing")
    _check_texts(checked)
    return dict(checked)


def _check_texts(event: _ProxyEvent) -> None:
    """Lone surrogates are no text: they cannot be encoded, so no store takes them."""
    query = event["multiValueQueryStringParameters"] or {}
    texts = [*(event["headers"] or {}).values(), *(event["pathParameters"] or {}).values(), *query]
    texts += [value for values in query.values() for value in values]
    try:
        "".join(texts).encode()
        body = event["body"] or ""
        body.encode()
        if event.get("isBase64Encoded"):
            base64.b64decode(body)
    except ValueError as error:
        raise NotAProxyEvent(type(error).__name__) from None
