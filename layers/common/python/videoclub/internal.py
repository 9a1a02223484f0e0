"""The server's side of the contracts: dispatches invokes of `<service>.internal.handler` to typed functions."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from videoclub.contracts import ContractModel, Operation
from videoclub.errors import DomainError
from videoclub.log import logger
from videoclub.tracing import continued, refuse, span

type Message = dict[str, Any]

UNKNOWN = "unknown"
"""The request of a message that does not say."""


@dataclass
class Operations:
    """The operations that a service answers.

    A message is `{"operation", "request"}` beside what its sender's trace carries; the reply `{"answer"}` or
    `{"refusal": {"slug", "detail"}}`.
    """

    service: str
    _served: dict[str, tuple[Operation[Any, Any], Callable[[Any], ContractModel]]] = field(
        default_factory=dict[str, tuple[Operation[Any, Any], Callable[[Any], ContractModel]]]
    )

    def serves[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer]
    ) -> Callable[[Callable[[Request], Answer]], Callable[[Request], Answer]]:
        """Declare the function below as the answer to `operation`."""

        def declare(function: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
            self._served[operation.name] = (operation, function)
            return function

        return declare

    @property
    def served(self) -> list[Operation[Any, Any]]:
        """The operations declared, for the tests that hold both sides of each contract together."""
        return [operation for operation, _ in self._served.values()]

    def handler(self, event: Message, context: Any) -> Message:
        """The Lambda handler. A message outside the contract, and any fault of ours, raises: the caller sees it."""
        operation, function = self._served[event["operation"]]
        with span(self.service, operation.name, continued(event, request_id=UNKNOWN)):
            try:
                request = operation.request.model_validate(event["request"])
            except ValidationError as error:
                errors = error.errors(include_input=False, include_url=False)
                logger(self.service).error("contract_broken", errors=errors)
                raise
            try:
                return {"answer": function(request).model_dump(mode="json")}
            except operation.raises as error:
                refuse(error.slug)
                return {"refusal": {"slug": error.slug, "detail": error.detail}}
            except DomainError:
                logger(self.service).exception("undeclared_refusal")
                raise
