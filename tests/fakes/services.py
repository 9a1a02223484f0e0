"""Other services, answering by function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from videoclub.contracts import ContractModel, Operation
from videoclub.errors import ServiceUnavailable


@dataclass
class ScriptedServices:
    """Other services that answer by function; one without a function is down."""

    answers: Mapping[tuple[str, str], Callable[[Any], ContractModel]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        self.asked.append((operation.service, operation.name))
        answer = self.answers.get((operation.service, operation.name))
        if answer is None:
            raise ServiceUnavailable(f"The {operation.service} service is not answering.")
        return operation.answer.model_validate(answer(request).model_dump(mode="json"))
