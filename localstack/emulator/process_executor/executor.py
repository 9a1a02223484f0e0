"""LocalStack's runtime executor: one environment of a function, served by one process at a time."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import cast

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import ArchiveCode, FunctionVersion, InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from process_executor import failures
from process_executor.environment import Directories, Workspace, environment_variables
from process_executor.failures import Failure
from process_executor.interpreter import PYTHON_VERSION
from process_executor.output import OutputFile
from process_executor.platform_log import Report, platform_log
from process_executor.runtime import DeadlinePassed, Runtime, RuntimeFailed
from process_executor.runtime_api import Event
from process_executor.sources import Sources

INIT_TIMEOUT = float(os.environ.get("PROCESS_EXECUTOR_INIT_TIMEOUT") or 10)
"""Seconds for an init, Lambda's by default. One that takes longer is repeated in the first call, within its timeout."""

PAYLOAD_LIMIT = config.LAMBDA_LIMITS_MAX_FUNCTION_PAYLOAD_SIZE_BYTES

WORKSPACE = Workspace(Path(config.dirs.tmp) / "lambda")


class ProcessRuntimeExecutor(RuntimeExecutor):
    """Runs one environment. LocalStack calls start once, then invoke by one thread at a time, and stop from any."""

    def __init__(self, id: str, function_version: FunctionVersion) -> None:
        super().__init__(id, function_version)
        settings = function_version.config
        task, *layers = _codes(function_version)
        self._task_root = _location(task)
        self._layers = tuple(_location(layer) for layer in layers)
        self._sources = Sources(_location(code) for code in (task, *layers) if code.is_hot_reloading())
        self._timeout = float(settings.timeout)
        self._memory_size = int(settings.memory_size)
        self._platform_log = platform_log(settings.logging_config.get("LogFormat"))

        self._turn = threading.Lock()
        """Held by whoever uses the process or its output."""
        self._stopped = threading.Event()
        self._env_vars: dict[str, str] = {}
        self._output: OutputFile | None = None
        self._runtime: Runtime | None = None
        self._source_version = 0
        self._init_failure: Failure | None = None
        self._init_timed_out = False
        self._init_duration: float | None = None
        self._init_log = ""

    def start(self, env_vars: dict[str, str]) -> None:
        """Start the process and wait for its init.

        A failed init is not raised: the first call tells of it, so that its logs are stored. Only for provisioned
        concurrency, where there is no such call, it raises StatusErrorException.
        """
        with self._turn:
            self._env_vars = env_vars
            self._output = OutputFile(WORKSPACE.output_path(self.id))
            self._init_log = self._platform_log.init_start()
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
        """Unpack the function's code and layers.

        Raises ValueError, which is the function's StateReason then, for what cannot run as a process of this Python.
        """
        runtime = function_version.config.runtime
        if runtime != f"python{PYTHON_VERSION}":
            raise ValueError(f"Only functions of runtime python{PYTHON_VERSION} can run here, not {runtime}")
        for code in _codes(function_version):
            code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version: FunctionVersion) -> None:
        """Nothing to do: LocalStack removes unpacked code with the code itself."""

    def _invoke(self, request_id: str, payload: dict[str, str]) -> InvocationResult:
        began = time.monotonic()
        log = self._take_init_log() + self._platform_log.start(request_id, self.function_version.id.qualifier)
        answer, is_error, peak_memory = b"", True, 0
        failure: Failure | None = None
        try:
            runtime, began = self._ready_runtime(request_id, began)
            event = Event(
                request_id=request_id,
                function_arn=payload["invoked-function-arn"],
                trace_id=payload["trace-id"],
                deadline=time.time() + self._timeout,
                payload=payload["payload"].encode(),
            )
            answered = runtime.call(event, began + self._timeout)
            answer, is_error = answered.payload, answered.is_error
        except DeadlinePassed:
            failure = failures.timed_out(request_id, self._timeout)
        except RuntimeFailed as error:
            failure = error.failure
        duration = time.monotonic() - began
        if self._runtime:
            # The guard may see the limit exceeded by then; Lambda never tells of more than there was.
            peak_memory = min(self._runtime.peak_memory(), self._memory_size)
        if failure:
            self._discard_runtime()
        elif len(answer) > PAYLOAD_LIMIT:
            failure = failures.too_large(len(answer), PAYLOAD_LIMIT)
        log += self._take_init_log() + self._take_output()
        if failure:
            answer, is_error = failure.payload, True
        init_duration, self._init_duration = self._init_duration, None
        report = Report(request_id, duration, self._memory_size, peak_memory, init_duration, failure)
        log += self._platform_log.end(report)
        return InvocationResult(request_id, answer, is_error=is_error, logs=log)

    def _ready_runtime(self, request_id: str, began: float) -> tuple[Runtime, float]:
        """A process that waits for work, a new one if need be, and when the call's time began to count.

        Raises DeadlinePassed and RuntimeFailed.
        """
        if self._runtime and (not self._runtime.is_usable() or self._source_version != self._sources.version()):
            self._discard_runtime()
        if self._runtime is None and self._init_failure is None:
            repeated = self._init_timed_out
            self._init(request_id, began + (self._timeout if repeated else INIT_TIMEOUT))
            if not repeated:
                began = time.monotonic()
        failure, self._init_failure = self._init_failure, None
        if failure:
            raise RuntimeFailed(failure)
        if self._runtime is None:
            raise DeadlinePassed
        self._runtime.wait_until_ready(began + self._timeout, request_id)
        return self._runtime, began

    def _init(self, request_id: str, deadline: float) -> None:
        """Start a process and wait for its init; the outcome is in _runtime, _init_failure and _init_timed_out."""
        began = time.monotonic()
        self._init_timed_out = False
        runtime = self._runtime = self._start_process()
        if self._stopped.is_set():
            runtime.kill()
        try:
            runtime.wait_until_ready(deadline, request_id)
            self._init_duration = time.monotonic() - began
        except DeadlinePassed:
            self._init_timed_out = True
            self._discard_runtime()
            self._log_failed_init(began, failures.init_timed_out())
        except RuntimeFailed as error:
            self._init_failure = error.failure
            self._discard_runtime()
            self._log_failed_init(began, error.failure)

    def _log_failed_init(self, began: float, failure: Failure) -> None:
        self._init_log += self._take_output() + self._platform_log.init_failed(time.monotonic() - began, failure)

    def _start_process(self) -> Runtime:
        assert self._output is not None
        settings = self.function_version.config
        # Before the process reads its sources: a change made meanwhile then counts as a later one.
        self._source_version = self._sources.version()
        directories = Directories(
            task_root=self._task_root,
            runtime=WORKSPACE.runtime(),
            opt=WORKSPACE.opt(self._layers, settings.internal_revision, self._source_version),
            scratch=WORKSPACE.scratch(self.id),
        )
        return Runtime(
            handler=settings.handler or "",
            variables=environment_variables(directories, self._env_vars, settings.environment),
            task_root=self._task_root,
            output_fd=self._output.fd,
            memory_size=self._memory_size,
        )

    def _discard_runtime(self) -> None:
        runtime, self._runtime = self._runtime, None
        if runtime:
            runtime.destroy()

    def _take_output(self) -> str:
        return self._output.take() if self._output else ""

    def _take_init_log(self) -> str:
        log, self._init_log = self._init_log, ""
        return log


def _codes(function_version: FunctionVersion) -> list[ArchiveCode]:
    """The function's own code, then its layers'. Raises ValueError for a function that is a container image."""
    settings = function_version.config
    if settings.code is None:
        raise ValueError("Functions packaged as container images cannot run here")
    return [settings.code, *(layer.code for layer in settings.layers if layer.code)]


def _location(code: ArchiveCode) -> Path:
    return cast(Path, code.get_unzipped_code_location())
