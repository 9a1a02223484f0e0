"""LocalStack's runtime executor: one environment of a function, served by one process at a time."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import threading
import time
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from process_executor import failures, logs
from process_executor.environment import Directories, Workspace, environment_variables
from process_executor.failures import Failure
from process_executor.logs import OutputFile, Report
from process_executor.runtime import DeadlinePassed, Runtime, RuntimeFailed
from process_executor.runtime_api import Event
from process_executor.sources import Sources

LOG = logging.getLogger(__name__)

INIT_TIMEOUT = 10.0
"""Seconds for an init, as on Lambda; one that takes longer is repeated in the first call, within that call's timeout."""

PAYLOAD_LIMIT = config.LAMBDA_LIMITS_MAX_FUNCTION_PAYLOAD_SIZE_BYTES

WORKSPACE = Workspace(Path(config.dirs.tmp) / "lambda")


class ProcessRuntimeExecutor(RuntimeExecutor):
    """Runs one environment. LocalStack calls start once, then invoke by one thread at a time, and stop from any."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id, function_version)
        settings = function_version.config
        self._timeout = float(settings.timeout)
        self._memory_size = int(settings.memory_size)
        self._layers = tuple(layer.code.get_unzipped_code_location() for layer in settings.layers if layer.code)
        self._task_root = settings.code.get_unzipped_code_location()
        codes = [settings.code, *(layer.code for layer in settings.layers if layer.code)]
        self._sources = Sources(code.get_unzipped_code_location() for code in codes if code.is_hot_reloading())
        self._turn = threading.Lock()
        self._stopped = threading.Event()
        self._env_vars: dict[str, str] = {}
        self._output: OutputFile | None = None
        self._runtime: Runtime | None = None
        self._source_version = 0
        self._init_failure: Failure | None = None
        self._init_timed_out = False
        self._init_duration: float | None = None
        self._platform_log = ""

    def start(self, env_vars: dict[str, str]) -> None:
        """Start the process and wait for its init.

        A failed init is not raised: the first call tells of it, so that its logs are stored. Only for provisioned
        concurrency, where there is no such call, it raises StatusErrorException.
        """
        self._env_vars = env_vars
        scratch = WORKSPACE.scratch(self.id)
        with self._turn:
            self._output = OutputFile(WORKSPACE.output_path(self.id))
            self._directories = Directories(self._task_root, WORKSPACE.runtime(), scratch, scratch)
            self._platform_log = logs.init_start()
            self._init(self.id, time.monotonic() + INIT_TIMEOUT)
        if self._init_failure and env_vars.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "provisioned-concurrency":
            raise StatusErrorException("The function's init failed", payload=self._init_failure.payload)

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        """Give one event to the process and wait for its answer, at most for the function's timeout."""
        with self._turn:
            return self._invoke(payload["invoke-id"], payload)

    def stop(self) -> None:
        """End the environment; a call that runs in it ends as if the process had been killed."""
        self._stopped.set()
        if runtime := self._runtime:
            runtime.kill()
        with self._turn:
            self._discard_runtime()
            if self._output:
                self._output.close()
                self._output = None
            WORKSPACE.remove(self.id)

    def get_logs(self) -> str:
        """Everything the environment has written."""
        output = self._output
        return output.everything() if output else ""

    def get_address(self) -> str:
        """Where the environment is reached from LocalStack."""
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        """Where LocalStack is reached from the environment: the host of AWS_ENDPOINT_URL."""
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        """Unused: the process speaks to its own Runtime API, not to LocalStack's."""
        return ""

    @classmethod
    def prepare_version(cls, function_version: FunctionVersion) -> None:
        """Unpack the function's code and layers."""
        function_version.config.code.prepare_for_execution()
        for layer in function_version.config.layers:
            if layer.code:
                layer.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Nothing to do: LocalStack removes unpacked code with the code itself."""

    def _invoke(self, request_id: str, payload: dict[str, str]) -> InvocationResult:
        began = time.monotonic()
        log = [self._take_platform_log(), logs.start(request_id, self.function_version.id.qualifier)]
        answer, is_error, status = b"", True, ""
        peak = 0
        try:
            began = self._make_ready(request_id, began)
            log.insert(1, self._take_platform_log())
            assert self._runtime is not None
            event = Event(
                request_id=request_id,
                function_arn=payload["invoked-function-arn"],
                trace_id=payload["trace-id"],
                deadline=time.time() + self._timeout,
                payload=payload["payload"].encode(),
            )
            answered = self._runtime.call(event, began + self._timeout)
            answer, is_error = answered.payload, answered.is_error
            if len(answer) > PAYLOAD_LIMIT:
                failure = failures.too_large(len(answer), PAYLOAD_LIMIT)
                answer, is_error, status = failure.payload, True, failure.status
            failure = None
            peak = self._runtime.peak_memory()
        except DeadlinePassed:
            failure = failures.timed_out(request_id, self._timeout)
        except RuntimeFailed as error:
            failure = error.failure
        duration = time.monotonic() - began
        if self._output:
            log.append(self._output.take())
        if failure:
            if self._runtime:
                peak = self._runtime.peak_memory()
            self._discard_runtime()
            answer, status = failure.payload, failure.status
            log.append(failure.log)
        init_duration, self._init_duration = self._init_duration, None
        report = Report(request_id, duration, self._memory_size, peak, init_duration, status)
        log += [logs.end(request_id), report.line()]
        return InvocationResult(request_id, answer, is_error=is_error, logs="".join(log))

    def _make_ready(self, request_id: str, began: float) -> float:
        """Have a process wait for work, a new one if need be. Returns when the call's time begins to count."""
        if failure := self._init_failure:
            self._init_failure = None
            raise RuntimeFailed(failure)
        if self._runtime and (not self._runtime.is_usable() or self._source_version != self._sources.version()):
            self._discard_runtime()
        if self._runtime is None:
            deadline = began + (self._timeout if self._init_timed_out else INIT_TIMEOUT)
            self._init(request_id, deadline)
            if failure := self._init_failure:
                self._init_failure = None
                raise RuntimeFailed(failure)
            if self._runtime is None:
                raise DeadlinePassed
            if not self._init_timed_out:
                began = time.monotonic()
            self._init_timed_out = False
        self._runtime.wait_until_ready(began + self._timeout, request_id)
        return began

    def _init(self, request_id: str, deadline: float) -> None:
        """Start a process and wait for its init; sets one of _runtime, _init_failure and _init_timed_out."""
        assert self._output is not None
        began = time.monotonic()
        self._source_version = self._sources.version()
        opt = WORKSPACE.opt(self._layers, self.function_version.config.internal_revision, self._source_version)
        directories = Directories(self._task_root, WORKSPACE.runtime(), opt, self._directories.scratch)
        configured = self.function_version.config.environment
        runtime = Runtime(
            handler=self.function_version.config.handler,
            variables=environment_variables(directories, self._env_vars, configured),
            task_root=self._task_root,
            output_fd=self._output.fd,
            memory_size=self._memory_size,
        )
        self._runtime = runtime
        if self._stopped.is_set():
            runtime.kill()
        try:
            runtime.wait_until_ready(deadline, request_id)
            self._init_duration = time.monotonic() - began
        except DeadlinePassed:
            self._init_timed_out = True
            self._discard_runtime()
            self._platform_log += self._output.take() + logs.init_report(time.monotonic() - began, "timeout")
        except RuntimeFailed as error:
            self._init_failure = error.failure
            self._discard_runtime()
            self._platform_log += self._output.take() + error.failure.log
            self._platform_log += logs.init_report(time.monotonic() - began, "error")

    def _discard_runtime(self) -> None:
        runtime, self._runtime = self._runtime, None
        if runtime:
            runtime.destroy()

    def _take_platform_log(self) -> str:
        log, self._platform_log = self._platform_log, ""
        return log
