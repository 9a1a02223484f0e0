"""The client's side of the contracts: asks another service by a direct Lambda invoke, within a time limit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from videoclub.contracts import ContractModel, Operation
from videoclub.errors import DomainError, ServiceUnavailable
from videoclub.log import logger
from videoclub.tracing import carried

CALL_TIMEOUT_S = 5


class Services(Protocol):
    """Asks other services; the port of use cases that need one."""

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        """The answer. Raises the operation's own refusals, or ServiceUnavailable."""
        ...


@dataclass(frozen=True)
class LambdaServices:
    """Services behind Lambda; `functions` maps a service to the name of its internal function."""

    functions: Mapping[str, str]
    timeout_s: int = CALL_TIMEOUT_S

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        """Invoke and wait. A fault of the other side, or no answer in time, is ServiceUnavailable."""
        reply = self._invoke(operation, request)
        if "answer" in reply:
            return operation.answer.model_validate(reply["answer"])
        raise _refusal(operation, reply["refusal"])

    def _invoke(self, operation: Operation[Any, Any], request: ContractModel) -> dict[str, Any]:
        from videoclub.drivers import aws

        message = {"operation": operation.name, "request": request.model_dump(mode="json"), **carried()}
        try:
            result = aws.client("lambda", read_timeout_s=self.timeout_s, attempts=1).invoke(
                FunctionName=self.functions[operation.service], Payload=json.dumps(message).encode()
            )
            payload = json.loads(result["Payload"].read())
        except aws.errors() as error:
            raise ServiceUnavailable(f"The {operation.service} service is not answering.") from error
        if "FunctionError" in result:
            logger(operation.service).error("invoke_failed", asked=operation.name, error=payload.get("errorType"))
            raise ServiceUnavailable(f"The {operation.service} service is not answering.")
        return payload


def _refusal(operation: Operation[Any, Any], refusal: dict[str, Any]) -> DomainError:
    named = next(error for error in operation.raises if error.slug == refusal["slug"])
    return named(refusal["detail"])
