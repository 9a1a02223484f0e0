"""Let environments be added while others are being looked for.

Why: LocalStack goes through the dictionary of a function's environments while other calls add to it. Under concurrent
first calls that raises "dictionary changed size during iteration", and the call fails with an internal error.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from localstack.services.lambda_.invocation.assignment import AssignmentService


class _SafelyIterated(dict[str, Any]):
    def values(self) -> Any:
        """The values of a copy; taking the copy is one step for the interpreter."""
        return self.copy().values()


def apply() -> None:
    """Replace the dictionaries of environments in every service made from now on."""
    initialize = AssignmentService.__init__

    def initialize_safely(self: AssignmentService) -> None:
        initialize(self)
        self.environments = defaultdict(_SafelyIterated)

    AssignmentService.__init__ = initialize_safely
