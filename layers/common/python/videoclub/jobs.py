"""Entry points of what runs by itself: by a schedule, or woken by a request whose trace it continues."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from videoclub.tracing import continued, span

type Job[Answer] = Callable[[dict[str, Any], Any], Answer]


def job[Answer](service: str) -> Callable[[Job[Answer]], Job[Answer]]:
    """Declare the function below as a Lambda handler; a run that no request caused has Lambda's id for its own."""

    def declare(function: Job[Answer]) -> Job[Answer]:
        @wraps(function)
        def handler(event: dict[str, Any], context: Any) -> Answer:
            with span(service, function.__name__, continued(event, request_id=context.aws_request_id)):
                return function(event, context)

        return handler

    return declare
