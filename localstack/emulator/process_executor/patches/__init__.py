"""Changes to LocalStack 4.14.0, one module each, each with its reason.

All but `loopback` can be left out, to see LocalStack as it is: PROCESS_EXECUTOR_WITHOUT names modules of this package,
separated by commas.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localstack.services.lambda_.invocation.lambda_service import LambdaService


def apply_to_lambda(service: Callable[[], LambdaService]) -> None:
    """Apply the patches of Lambda, and of what is around it; `service` gives LocalStack's current one.

    Raises ValueError for an unknown name in PROCESS_EXECUTOR_WITHOUT.
    """
    from process_executor.patches import (
        alias_updates,
        assignment,
        batched_logs,
        batched_metrics,
        direct_invoke,
        gateway_responses,
        resource_polling,
        shared_timers,
    )

    all_patches = {
        "alias_updates": alias_updates.apply,
        "assignment": assignment.apply,
        "batched_logs": batched_logs.apply,
        "batched_metrics": batched_metrics.apply,
        "direct_invoke": lambda: direct_invoke.apply(service),
        "gateway_responses": gateway_responses.apply,
        "resource_polling": resource_polling.apply,
        "shared_timers": shared_timers.apply,
    }
    left_out = {name.strip() for name in os.environ.get("PROCESS_EXECUTOR_WITHOUT", "").split(",")} - {""}
    if unknown := left_out - all_patches.keys():
        raise ValueError(f"PROCESS_EXECUTOR_WITHOUT: no such patch: {', '.join(sorted(unknown))}")
    for name, apply in all_patches.items():
        if name not in left_out:
            apply()
