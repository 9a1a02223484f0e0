"""Runs LocalStack in the foreground of this process, and ends it within a bounded time."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from process_executor.settings import Instance, localstack_environment
from process_executor.warden import WARDEN

if TYPE_CHECKING:
    from localstack.runtime.runtime import LocalstackRuntime


class CannotStart(Exception):
    """LocalStack cannot run here; the message says why, in one sentence."""


def run(instance: Instance, stop_timeout: float) -> NoReturn:
    """Run LocalStack until SIGTERM or SIGINT, then end this process.

    `stop_timeout` is the number of seconds that LocalStack has for its own shutdown; then the process ends
    regardless, with exit code 0. A second signal ends it at once.

    Raises CannotStart.
    """
    _prepare_directories(instance)
    _check_port(instance)
    environment = localstack_environment(instance, os.environ)
    os.environ.clear()
    os.environ.update(environment)

    runtime: LocalstackRuntime | None = None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if runtime is None or runtime.stopping.is_set():
            _end(0)
        threading.Thread(target=_end_after, args=[stop_timeout], daemon=True).start()
        # Calls in progress would hold up LocalStack's own shutdown.
        WARDEN.kill_all()
        runtime.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    # Only now: LocalStack reads the environment when it is imported.
    from localstack.logging.setup import setup_logging_from_config
    from localstack.runtime import current

    _check_plugins()
    setup_logging_from_config()
    runtime = current.initialize_runtime()
    runtime.run()
    # LocalStack's threads may go on; the interpreter would wait for them.
    _end(runtime.exit_code)


def _end_after(seconds: float) -> None:
    threading.Event().wait(seconds)
    _end(0)


def _end(code: int) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _prepare_directories(instance: Instance) -> None:
    for directory in (instance.temporary_directory, instance.cache_directory):
        # The cache holds plux's index of entry points. Kept, it could miss this plugin: plux compares times of
        # change with a precision of two minutes.
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
    if instance.certificate and not instance.certificate.is_file():
        raise CannotStart(f"There is no certificate at {instance.certificate}.")


def _check_port(instance: Instance) -> None:
    """LocalStack itself would start without noticing, and take the other program's answers for its own."""
    try:
        with socket.create_server((instance.host, instance.port)):
            pass
    except OSError as error:
        raise CannotStart(
            f"Port {instance.port} on {instance.host} is not free: {os.strerror(error.errno or 0)}."
        ) from None


def _check_plugins() -> None:
    from plux import PluginManager

    from process_executor import EXECUTOR_NAME

    if not PluginManager("localstack.lambda.runtime_executor").exists(EXECUTOR_NAME):
        raise CannotStart("The executor's plugin is not installed in this environment: run `uv sync` for it.")
