"""Loaded by Schemathesis: what is no failure of this API, but how API Gateway or its emulator are."""

from http import HTTPStatus
from typing import Any

import schemathesis

_OTHER_METHOD = "UnsupportedMethodResponse"
"""API Gateway has no route for another method of a path, so it answers 404; OpenAPI's readers expect 405."""
_NO_BOUNDARY = "Error in apigateway invocation: list index out of range"
"""LocalStack reads multipart itself, and fails without a boundary; AWS hands it on, and the API answers 415."""


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether it is one of ours."""
    text = response.content.decode(errors="replace")
    if response.status_code == HTTPStatus.NOT_FOUND and type(failure).__name__ == _OTHER_METHOD:
        return False
    return text != _NO_BOUNDARY
