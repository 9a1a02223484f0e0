"""Let API Gateway call Lambda without a detour by the AWS API.

Why: for each request of a Lambda route LocalStack's API Gateway makes an AWS client's call, which is serialised,
signed, sent through the whole gateway once more, and parsed twice: more than half of the request's time. Integrations
with credentials of their own keep that way.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from localstack.aws.api.lambda_ import InvocationType
from localstack.services.apigateway.next_gen.execute_api.integrations.aws import RestApiAwsProxyIntegration
from localstack.services.lambda_.invocation.lambda_service import LambdaService
from localstack.utils.strings import long_uid

_FUNCTION = re.compile(r"arn:[\w-]+:lambda:(?P<region>[\w-]+):(?P<account>\d+):function:(?P<name>[\w-]+)(:(?P<q>.+))?")


def apply(service: Callable[[], LambdaService]) -> None:
    """Replace how an AWS_PROXY integration calls a function."""
    call_by_client = RestApiAwsProxyIntegration.call_lambda

    def call_lambda(function_arn: str, event: bytes, source_arn: str, credentials: str | None = None) -> bytes:
        function = _FUNCTION.fullmatch(function_arn)
        if credentials or not function:
            return call_by_client(function_arn, event, source_arn, credentials)  # pyright: ignore[reportArgumentType]
        result = service().invoke(
            function_name=function["name"],
            qualifier=function["q"],
            region=function["region"],
            account_id=function["account"],
            invocation_type=InvocationType.RequestResponse,
            client_context=None,
            request_id=long_uid(),
            payload=event,
        )
        return (result.payload if result else None) or b""

    RestApiAwsProxyIntegration.call_lambda = staticmethod(call_lambda)
