"""What API Gateway delivers, for tests that call a service's handler directly, and the tokens to call it with."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from videoclub.identity import ALGORITHM, AUDIENCE, ISSUER, TOKEN_TYPE, Role, TokenVerifier
from videoclub.openapi import document
from videoclub_local.fuzz.description import Description

KEY_ID = "test-key"


@cache
def signing_key() -> Ed25519PrivateKey:
    """The key that signs every test token of this run."""
    return Ed25519PrivateKey.generate()


@cache
def verifier_of_test_tokens() -> TokenVerifier:
    """Accepts what `token` signs; put it in place of a service's own."""
    public = json.loads(OKPAlgorithm.to_jwk(signing_key().public_key()))
    return TokenVerifier(json.dumps({"keys": [public | {"kid": KEY_ID, "alg": ALGORITHM, "use": "sig"}]}))


def claims_of(account_id: str, *roles: Role, **claims: Any) -> dict[str, Any]:
    """What an access token of `account_id` says that outlives the run; `claims` override what a good token has."""
    issued = datetime.now(UTC)
    standard = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": account_id,
        "sid": str(uuid4()),
        "jti": str(uuid4()),
        "iat": int(issued.timestamp()),
        "exp": int((issued + timedelta(days=1)).timestamp()),
        "roles": [*(roles or (Role.CUSTOMER,))],
    }
    return standard | claims


def token(account_id: str, *roles: Role, **claims: Any) -> str:
    """An access token with `claims_of` these, signed by this run's key."""
    header = {"kid": KEY_ID, "typ": TOKEN_TYPE}
    return jwt.encode(claims_of(account_id, *roles, **claims), signing_key(), algorithm=ALGORITHM, headers=header)


def proxy_event(
    method: str,
    resource: str,
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | list[str]] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    token: str | None = None,
) -> dict[str, Any]:
    """A REST API proxy event (payload 1.0). Text is sent as it stands, bytes in base64, else JSON."""
    sent = {"Host": "api.test", **(headers or {})}
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    if body is not None and not any(name.lower() == "content-type" for name in sent):
        sent["Content-Type"] = "application/json"
    multi = {name: value if isinstance(value, list) else [value] for name, value in (query or {}).items()}
    return {
        "resource": resource,
        "path": resource.format_map(path or {}),
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in multi.items()} or None,
        "multiValueQueryStringParameters": multi or None,
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "body": _sent(body),
        "isBase64Encoded": isinstance(body, bytes),
        "requestContext": {
            "requestId": str(uuid4()),
            "resourcePath": resource,
            "httpMethod": method,
            "stage": "v1",
            "domainName": "api.test",
            "path": f"/v1{resource}",
            "identity": {"sourceIp": "127.0.0.1"},
        },
    }


def _sent(body: Any) -> str | None:
    if body is None or isinstance(body, str):
        return body
    return base64.b64encode(body).decode() if isinstance(body, bytes) else json.dumps(body)


@dataclass(frozen=True)
class Answer:
    """What a handler answered; `json` is None when it is something else."""

    status: int
    headers: Mapping[str, str]
    text: str
    json: Any = field(init=False)

    def __post_init__(self) -> None:
        is_json = self.headers.get("content-type", "").endswith("json") and self.text
        object.__setattr__(self, "json", json.loads(self.text) if is_json else None)


def call(app: Any, *event: Any, **options: Any) -> Answer:
    """Call a service's `app` as the gateway does: `call(app, "GET", "/movies/{movie_id}", path={…}, token=…)`.

    The answer must be one that the document of the service's routes describes.
    """
    sent = proxy_event(*event, **options)
    answer = app(sent, None)
    headers = {name.lower(): value for name, value in answer["headers"].items()}
    status, text = int(answer["statusCode"]), answer["body"]
    _description(app).check(sent["httpMethod"], sent["resource"], status, headers, text)
    return Answer(status, headers, text)


@cache
def _description(app: Any) -> Description:
    return Description(document([app.routes]))
