"""A session with Cassandra that dies or loses an answer at a statement of the test's choice; its clock may lag."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rental.adapters.cassandra_session import CassandraSession
from videoclub.errors import ServiceUnavailable


class Crash(BaseException):
    """The environment is gone: nothing of it runs any more, no handler of errors either."""


class Fault(StrEnum):
    """What happens at the statement."""

    DIES_BEFORE = "dies before"
    DIES_AFTER = "dies after"
    LOSES_THE_ANSWER = "loses the answer"


@dataclass
class FaultySession(CassandraSession):
    """`skew_s` is how far its clock is ahead, which the driver stamps plain writes with."""

    skew_s: float = 0.0
    fault: Fault | None = None
    statements_left: int = field(default=0, init=False)

    def fail_at(self, statement: int, fault: Fault) -> None:
        """Let the `statement`th from now on fail, the first being 1."""
        self.statements_left, self.fault = statement, fault

    def _with_connection[Result](self, execute: Callable[[Any], Result]) -> Result:
        self.statements_left -= 1
        fault = self.fault if self.statements_left == 0 else None
        if fault == Fault.DIES_BEFORE:
            raise Crash
        result = super()._with_connection(execute)
        if fault == Fault.DIES_AFTER:
            raise Crash
        if fault == Fault.LOSES_THE_ANSWER:
            raise ServiceUnavailable("The answer was lost.")
        return result

    def _connected(self) -> Any:
        connection = super()._connected()
        vars(connection.session)["timestamp_generator"] = lambda: int((time.time() + self.skew_s) * 1_000_000)
        return connection
