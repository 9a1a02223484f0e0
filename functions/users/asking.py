"""Asks other services aside, each within a time limit of its own: several take as long as the slowest."""

import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from threading import Thread

from videoclub.contracts import ContractModel, Operation
from videoclub.errors import ServiceUnavailable
from videoclub.services import Services


@dataclass(frozen=True)
class Asked[Answer]:
    """A question under way to `service`."""

    service: str
    _answer: Future[Answer]
    _deadline: float

    def answer(self) -> Answer:
        """Wait for the answer. Raises what the operation raises, and ServiceUnavailable at the deadline."""
        try:
            return self._answer.result(timeout=max(0.0, self._deadline - time.monotonic()))
        except TimeoutError:
            raise ServiceUnavailable(f"The {self.service} service is not answering.") from None


@dataclass(frozen=True)
class Asking:
    """Puts questions to other services; `deadlines_s` are seconds by service."""

    services: Services
    deadlines_s: Mapping[str, float]

    def begin[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Asked[Answer]:
        """Ask in a thread of its own; one that is given up ends by itself, when the call's own time limit is over."""
        answer: Future[Answer] = Future()

        def ask() -> None:
            try:
                answer.set_result(self.services.ask(operation, request))
            except Exception as error:  # noqa: BLE001 - it is raised where the answer is asked for
                answer.set_exception(error)

        Thread(target=copy_context().run, args=(ask,), daemon=True).start()
        return Asked(operation.service, answer, time.monotonic() + self.deadlines_s[operation.service])
