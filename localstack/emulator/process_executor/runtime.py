"""A function's process together with its Runtime API: what an environment replaces when it is spent."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from process_executor import failures
from process_executor.failures import Failure
from process_executor.memory import GUARD
from process_executor.processes import FunctionProcess
from process_executor.runtime_api import Answered, Event, Exited, InitFailed, RuntimeApi, WorkRequested


class DeadlinePassed(Exception):
    """The process did not get there in time. It is to be destroyed."""


class RuntimeFailed(Exception):
    """The process is of no more use. `failure` tells the caller why."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error_type or failure.status)
        self.failure = failure


class Runtime:
    """One process that serves calls one after the other. Deadlines are of time.monotonic."""

    def __init__(
        self, *, handler: str, variables: Mapping[str, str], task_root: Path, output_fd: int, memory_size: int
    ) -> None:
        self._api = RuntimeApi()
        try:
            self._process = FunctionProcess(
                handler, {**variables, "AWS_LAMBDA_RUNTIME_API": self._api.address}, task_root, output_fd
            )
        except BaseException:
            self._api.close()
            raise
        self._api.watch_process(self._process.has_exited, self._process.exit_fd)
        GUARD.add(self._process, memory_size)

    def is_usable(self) -> bool:
        """Whether the process still runs."""
        return not self._process.has_exited()

    def wait_until_ready(self, deadline: float, request_id: str) -> None:
        """Wait for the end of the init, or of what the process does after its last answer.

        Raises DeadlinePassed; RuntimeFailed on an init error or when the process ends, told with `request_id`.
        """
        while not self._api.is_waiting_for_work:
            match self._api.wait(deadline):
                case InitFailed(payload, error_type):
                    # The process ends by itself, and may yet have something to log.
                    self._api.wait(min(deadline, time.monotonic() + 1))
                    raise RuntimeFailed(failures.init_failed(payload, error_type))
                case Exited():
                    raise RuntimeFailed(self._exit_failure(request_id))
                case None:
                    raise DeadlinePassed

    def call(self, event: Event, deadline: float) -> Answered:
        """Give an event to a ready process and wait for its answer.

        Raises DeadlinePassed; RuntimeFailed when the process ends instead.
        """
        self._api.send(event, timeout=max(0.001, deadline - time.monotonic()))
        while True:
            match self._api.wait(deadline):
                case Answered() as answer:
                    return answer
                case Exited():
                    raise RuntimeFailed(self._exit_failure(event.request_id))
                case None:
                    raise DeadlinePassed
                case WorkRequested() | InitFailed():
                    continue

    def peak_memory(self) -> int:
        """The most memory the process has used, in MiB."""
        return GUARD.peak(self._process)

    def kill(self) -> None:
        """End the process at once. Safe from any thread; who waits for it is woken."""
        self._process.kill()

    def destroy(self) -> None:
        """End the process and all it started, and free everything. Only by its one user."""
        GUARD.remove(self._process)
        # In this order, so that the process does not live to complain of a closed connection.
        self._process.destroy()
        self._api.close()

    def _exit_failure(self, request_id: str) -> Failure:
        how = self._process.describe_end()
        return failures.exited(request_id, how, out_of_memory=self._process.killed_for_memory)
