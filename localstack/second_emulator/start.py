"""ministack, which also reads what SAM writes into an API's document and ministack itself takes by API call only.

That is how a gateway answers by itself: its gateway responses, and the preflights of CORS.
"""

from collections.abc import Mapping
from typing import Any

from ministack.app import main
from ministack.services import apigateway_v1

GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
INTEGRATION = "x-amazon-apigateway-integration"

_import_document = apigateway_v1._import_rest_api
_import_operation = apigateway_v1._import_operation


def import_document(document: Mapping[str, Any], described: Mapping[str, Any] | None = None) -> str:
    """Import an OpenAPI document; answers the id of its API."""
    api_id = _import_document(document, described)
    for kind, response in document.get(GATEWAY_RESPONSES, {}).items():
        apigateway_v1._put_gateway_response(api_id, kind, response)
    return api_id


def import_operation(api_id: str, resource_id: str, method: str, operation: Mapping[str, Any], *security: Any) -> None:
    """Import one operation with the answers of its integration."""
    _import_operation(api_id, resource_id, method, operation, *security)
    for response in operation.get(INTEGRATION, {}).get("responses", {}).values():
        apigateway_v1._put_integration_response(api_id, resource_id, method, str(response["statusCode"]), response)


if __name__ == "__main__":
    apigateway_v1._import_rest_api = import_document
    apigateway_v1._import_operation = import_operation
    main()
