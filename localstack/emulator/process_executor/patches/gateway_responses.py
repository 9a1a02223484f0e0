"""Answer by the gateway responses that an API declares, as AWS does.

Why: LocalStack forgets those of an imported OpenAPI document, which is how SAM declares them, and of those it keeps it
honours the status alone. So what API Gateway refuses itself - an unknown route, a function that failed - would look
different here. Templates are filled as on AWS: by `$context` variables, without Velocity.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from localstack.aws.api import RequestContext
from localstack.aws.api.apigateway import GatewayResponse, GatewayResponseType
from localstack.services.apigateway.helpers import OpenAPIExt
from localstack.services.apigateway.legacy import provider
from localstack.services.apigateway.models import apigateway_stores
from localstack.services.apigateway.next_gen.execute_api.context import RestApiInvocationContext
from localstack.services.apigateway.next_gen.execute_api.gateway_response import (
    BaseGatewayException,
    InternalServerError,
    get_gateway_response_or_default,
)
from localstack.services.apigateway.next_gen.execute_api.handlers.gateway_exception import GatewayExceptionHandler
from rolo import Response

JSON = "application/json"
_HEADER = "gatewayresponse.header."
_CONTEXT_VARIABLE = re.compile(r"\$?context\.([A-Za-z.]*[A-Za-z])")


def apply() -> None:
    """Replace how documents are imported, and what a refusal becomes."""
    import_without = provider.import_api_from_openapi_spec
    handle = GatewayExceptionHandler.__call__

    def import_document(rest_api: Any, context: RequestContext, open_api_spec: dict[str, Any], mode: Any) -> Any:
        imported = import_without(rest_api, context=context, open_api_spec=open_api_spec, mode=mode)
        api = apigateway_stores[context.account_id][context.region].rest_apis[rest_api.id]
        declared = open_api_spec.get(OpenAPIExt.GATEWAY_RESPONSES, {})
        api.gateway_responses |= {GatewayResponseType(kind): _response(kind, said) for kind, said in declared.items()}
        return imported

    def handle_any(self: GatewayExceptionHandler, chain: Any, exception: Exception, context: Any, given: Any) -> None:
        known = isinstance(exception, BaseGatewayException)
        handle(self, chain, exception if known else InternalServerError("Internal server error"), context, given)

    def answer(
        self: GatewayExceptionHandler, exception: BaseGatewayException, context: RestApiInvocationContext
    ) -> Response:
        assert context.deployment
        assert context.context_variables
        declared = get_gateway_response_or_default(exception.type, context.deployment.rest_api.gateway_responses)
        error = {"message": exception.message, "messageString": json.dumps(exception.message)}
        variables = {**context.context_variables, "error": {**error, "responseType": exception.type}}
        headers = {"Content-Type": JSON, "x-amzn-ErrorType": exception.code} | _headers(declared, variables)
        body = _filled((declared.get("responseTemplates") or {}).get(JSON, ""), variables)
        status = int(declared.get("statusCode") or exception.status_code or 500)
        return Response(response=body, headers=headers, status=status)

    provider.import_api_from_openapi_spec = import_document
    GatewayExceptionHandler.__call__ = handle_any
    GatewayExceptionHandler.create_exception_response = answer


def _response(kind: str, said: Mapping[str, Any]) -> GatewayResponse:
    response = GatewayResponse(
        responseType=GatewayResponseType(kind),
        responseParameters=said.get("responseParameters") or {},
        responseTemplates=said.get("responseTemplates") or {},
        defaultResponse=False,
    )
    if status := said.get("statusCode"):
        response["statusCode"] = str(status)
    return response


def _headers(declared: GatewayResponse, variables: Mapping[str, Any]) -> dict[str, str]:
    """The headers that parameters name, each by a constant in quotes or by a context variable."""
    parameters = declared.get("responseParameters") or {}
    return {
        name.removeprefix(_HEADER): value.strip("'") if value.startswith("'") else _filled(value, variables)
        for name, value in parameters.items()
        if name.startswith(_HEADER)
    }


def _filled(template: str, variables: Mapping[str, Any]) -> str:
    return _CONTEXT_VARIABLE.sub(lambda found: _value(found[1], variables), template)


def _value(path: str, variables: Mapping[str, Any]) -> str:
    value: Any = variables
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)
