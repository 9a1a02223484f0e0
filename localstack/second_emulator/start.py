"""ministack, which also reads what SAM writes into an API's document and ministack itself takes by API call only.

That is how a gateway answers by itself: its gateway responses, and the preflights of CORS.
"""

import os
import signal
import threading
import time
from collections.abc import Mapping
from typing import Any

from ministack.app import main
from ministack.services import apigateway_v1

GATEWAY_RESPONSES = "x-amazon-apigateway-gateway-responses"
PARENT_POLL_S = 1
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


def end_with(parent: int) -> None:
    """End, and the functions with it, when who started it is gone: a run of tests that was killed stops nothing."""
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_S)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    apigateway_v1._import_rest_api = import_document
    apigateway_v1._import_operation = import_operation
    main()
