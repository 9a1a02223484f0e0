"""The entry points by which LocalStack finds this package; named in pyproject.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localstack import config
from localstack.runtime import hooks
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.plugins import Service, aws_provider

from process_executor import EXECUTOR_NAME

if TYPE_CHECKING:
    from process_executor.executor import ProcessRuntimeExecutor


class ProcessRuntimeExecutorPlugin(RuntimeExecutorPlugin):
    """Gives LocalStack the executor, by the name `process`."""

    name = EXECUTOR_NAME

    def load(self, *args: Any, **kwargs: Any) -> type[ProcessRuntimeExecutor]:
        """The executor's class; imported late, as LocalStack's Lambda is slow to import."""
        from process_executor.executor import ProcessRuntimeExecutor

        return ProcessRuntimeExecutor


@aws_provider(api="lambda", name=EXECUTOR_NAME)
def lambda_process() -> Service:
    """LocalStack's own Lambda provider, made faster, and sure to use this executor.

    Raises RuntimeError where LocalStack would fall back to Docker with no more than a warning.
    """
    from localstack.services.lambda_.invocation.runtime_executor import get_runtime_executor
    from localstack.services.lambda_.provider import LambdaProvider

    from process_executor import patches
    from process_executor.executor import ProcessRuntimeExecutor

    if get_runtime_executor() is not ProcessRuntimeExecutor:
        raise RuntimeError(f"LAMBDA_RUNTIME_EXECUTOR is {config.LAMBDA_RUNTIME_EXECUTOR!r}, not {EXECUTOR_NAME!r}")
    patches.apply_to_lambda(lambda: provider.lambda_service)
    provider = LambdaProvider()
    return Service.for_provider(provider)


@hooks.on_infra_start(priority=1000)
def listen_on_loopback() -> None:
    """Make the gateway listen on the address that GATEWAY_LISTEN names, and on no other."""
    from process_executor.patches import loopback

    loopback.apply()
