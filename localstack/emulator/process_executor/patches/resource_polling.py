"""Look at a resource that is being made fifty times a second instead of once.

Why: CloudFormation waits a second between two looks at a function, which is there within a tenth of one. A stack of 13
functions spends most of its deployment asleep. Looking again at once instead, as CFN_NO_WAIT_ITERATIONS has it, keeps
the one interpreter from making the function.
"""

from __future__ import annotations

from localstack.services.cloudformation.resource_provider import ResourceProviderExecutor

_INTERVAL = 0.02


def apply() -> None:
    """Replace the default of `sleep_time`; the number of looks follows from it and the time limit."""
    max_timeout, _sleep_time = ResourceProviderExecutor.deploy_loop.__defaults__ or ()
    ResourceProviderExecutor.deploy_loop.__defaults__ = (max_timeout, _INTERVAL)
