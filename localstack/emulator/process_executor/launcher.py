"""Starts an emulator as a child process and waits until it is ready: for tests and measurements."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_READY_TIMEOUT = 60.0


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    started_in: float
    """Seconds until it was ready."""

    @property
    def url(self) -> str:
        """The endpoint of all services."""
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def launched(
    state_directory: Path, environment: Mapping[str, str] | None = None, certificate: Path | None = None
) -> Iterator[Emulator]:
    """Run an emulator on a free port; it is killed at the end if it does not stop by itself.

    Raises RuntimeError, with the end of its log, if it is not ready within a minute.
    """
    port = free_port()
    state_directory.mkdir(parents=True, exist_ok=True)
    log = state_directory / "emulator.log"
    began = time.monotonic()
    command = [sys.executable, "-m", "process_executor", "--port", str(port), "--state-dir", str(state_directory)]
    if certificate:
        command += ["--certificate", str(certificate)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, port, log)
        yield Emulator(process, port, log, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/_localstack/health"):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The emulator did not get ready:\n{log.read_text()[-2000:]}")
