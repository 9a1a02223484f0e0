"""The gateway's own check of callers on AWS: who has neither a token nor a key of ours wakes no service.

Every service checks again and decides what a caller may do; here it is only whether they are somebody. The policy is
for the whole stage, as the gateway may hold it against any route for as long as it keeps it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from videoclub.api_keys import api_key_verifier
from videoclub.clock import utc_now
from videoclub.errors import Unauthenticated
from videoclub.identity import Principal, token_verifier
from videoclub.tracing import continued, refuse, span

POLICY_VERSION = "2012-10-17"
UNKNOWN = "unknown"


class UnauthorizedError(Exception):
    """The gateway answers 401 to an authorizer that fails with this one word."""

    def __init__(self) -> None:
        super().__init__("Unauthorized")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The answer to a REQUEST authorizer's event. Raises UnauthorizedError."""
    request: Mapping[str, Any] = event.get("requestContext") or {}
    sent: Mapping[str, str] = event.get("headers") or {}
    headers = {name.lower(): value for name, value in sent.items()}
    trace = continued(headers | {"request_id": request.get("requestId")}, request_id=UNKNOWN)
    with span("users", "authorize", trace):
        try:
            principal = _principal(headers, utc_now())
        except Unauthenticated as error:
            refuse(error.slug)
            raise UnauthorizedError from None
    return {
        "principalId": principal.account_id,
        "policyDocument": {
            "Version": POLICY_VERSION,
            "Statement": [
                {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": _whole_stage(event["methodArn"])}
            ],
        },
    }


def _principal(headers: Mapping[str, str], now: datetime) -> Principal:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise Unauthenticated("This is no access token.")
        return token_verifier().verify(token, now=now)
    return api_key_verifier().verify(headers.get("x-api-key", ""), now=now)


def _whole_stage(method_arn: str) -> str:
    """`arn:aws:execute-api:<region>:<account>:<api>/<stage>/*` of the ARN of one of its methods."""
    api, stage, *_ = method_arn.split("/")
    return f"{api}/{stage}/*"
