"""Loaded by Schemathesis: who asks, and what is no failure of this API, but how API Gateway or its emulator are."""

from http import HTTPStatus
from typing import Any

import schemathesis

from videoclub_local.fuzz.callers import Callers, roles_of_operations

_OTHER_METHOD = "UnsupportedMethodResponse"
"""API Gateway has no route for another method of a path, so it answers 404; OpenAPI's readers expect 405."""
_NO_BOUNDARY = "Error in apigateway invocation: list index out of range"
"""LocalStack reads multipart itself, and fails without a boundary; AWS hands it on, and the API answers 415."""
_PREFLIGHT = "OPTIONS"
"""Browsers send preflights without a media type. The gateway, which answers them, gives 500 for another than JSON."""
_ROLES = roles_of_operations()
_RENT = {
    "operationId": "rental_rent_movie",
    "requestBody": {"movie_id": "$response.body#/items/0/id", "payment_method": "test-ok"},
}
"""A way to rentals, which no path tells: whoever finds films can rent one."""


@schemathesis.hook
def before_load_schema(_context: Any, raw_schema: dict[str, Any]) -> None:
    """Add the links that only those who fuzz follow."""
    raw_schema["paths"]["/movies"]["get"]["responses"]["200"]["links"] = {"rental_rent_movie": _RENT}


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether it is one of ours."""
    text = response.content.decode(errors="replace")
    if response.status_code == HTTPStatus.NOT_FOUND and type(failure).__name__ == _OTHER_METHOD:
        return False
    if response.request.method == _PREFLIGHT and response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
        return False
    return text != _NO_BOUNDARY


@schemathesis.auth(refresh_interval=None)
class SignedIn:
    """The access token of somebody whom the operation serves; none where it serves anyone."""

    def __init__(self) -> None:
        self._callers = Callers.of_environment()

    def get(self, _case: Any, context: Any) -> str | None:
        """As Schemathesis asks for each request."""
        role = _ROLES[context.operation.definition.raw["operationId"]]
        return self._callers.access_token(role) if role else None

    def set(self, case: Any, data: str, _context: Any) -> None:
        """Send it along."""
        case.headers["Authorization"] = f"Bearer {data}"
