"""The gateway of the deployed stack, on LocalStack and on ministack: what a test says of it holds on both."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api_client import ApiClient
from gateway import claims_of
from videoclub.identity import ALGORITHM, TOKEN_TYPE
from videoclub_local.deploy.aws import LocalAws
from videoclub_local.deploy.stack import Stack
from videoclub_local.secrets import Secrets

_INTEGRATED_FUNCTION = re.compile(r":function:([^/]+)/invocations")


@dataclass(frozen=True)
class DeployedGateway:
    """The API of a stack that `aws` has, the secrets that its services work with, and an account for making keys."""

    api_url: str
    aws: LocalAws
    secrets: Secrets = field(repr=False)
    developer_login: Mapping[str, str] = field(repr=False)

    @property
    def anyone(self) -> ApiClient:
        """Who calls without credentials."""
        return ApiClient(self.api_url)

    @property
    def developer(self) -> ApiClient:
        """A developer, signed in."""
        return self.anyone.sign_in(**self.developer_login)

    @cached_property
    def api_id(self) -> str:
        return Stack(self.aws).outputs()["ApiId"]

    @cached_property
    def functions(self) -> dict[str, str]:
        """What each function is called in AWS, by logical id."""
        return Stack(self.aws).function_names()

    def token(self, account_id: str, *, signed_by: Ed25519PrivateKey | None = None, **claims: Any) -> str:
        """An access token signed by the key of Users, or by another one that pretends to be it."""
        [key, *_] = self.secrets.token_signing_keys
        header = {"kid": key["kid"], "typ": TOKEN_TYPE}
        signer = signed_by or jwt.PyJWK(key)
        return jwt.encode(claims_of(account_id, **claims), signer, ALGORITHM, headers=header)

    def calls_of(self, function: str) -> int:
        """How often a function ran, by its log."""
        pages = (
            self.aws.client("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=f"/aws/lambda/{self.functions[function]}")
        )
        return sum(event["message"].startswith("START RequestId") for page in pages for event in page["events"])

    def integrated_functions(self) -> set[str]:
        """The logical ids of the functions that a route leads to."""
        names = {name: logical for logical, name in self.functions.items()}
        pages = (
            self.aws.client("apigateway")
            .get_paginator("get_resources")
            .paginate(restApiId=self.api_id, embed=["methods"])
        )
        methods = [
            method
            for page in pages
            for resource in page["items"]
            for method in resource.get("resourceMethods", {}).values()
        ]
        found = [_INTEGRATED_FUNCTION.search(_uri_of(method)) for method in methods]
        return {names[match[1]] for match in found if match}


def _uri_of(method: Mapping[str, Any]) -> str:
    return method["methodIntegration"].get("uri") or ""


@pytest.fixture(
    scope="session",
    params=["localstack", pytest.param("ministack", marks=pytest.mark.second_emulator)],
)
def gateway(request: pytest.FixtureRequest) -> DeployedGateway:
    """The gateway on each of the emulators."""
    if request.param == "ministack":
        return request.getfixturevalue("second_gateway")
    platform = request.getfixturevalue("platform")
    secrets = Secrets.ensure(platform.command.home / "secrets.json")
    return DeployedGateway(platform.api_url, platform.aws, secrets, platform.logins["developer"])
