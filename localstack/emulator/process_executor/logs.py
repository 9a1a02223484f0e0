"""What an environment writes, and the lines that the Lambda platform adds to it."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from process_executor.interpreter import PYTHON_VERSION

_READ_LIMIT = 4 * 1024 * 1024
_TRUNCATE_ABOVE = 16 * 1024 * 1024


class OutputFile:
    """Takes the standard output and error of an environment's processes, and gives them out piece by piece.

    A file and not a pipe: it needs no reading thread, never blocks the function, is complete the moment the function
    answers, and can be read by people while LocalStack runs.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._taken = 0

    def take(self) -> str:
        """The text written since the last call; of more than 4 MiB only the last part."""
        size = os.fstat(self.fd).st_size
        if size == self._taken:
            return ""
        start = max(self._taken, size - _READ_LIMIT)
        data = os.pread(self.fd, size - start, start)
        self._taken = size
        if size > _TRUNCATE_ABOVE:
            # The writers append, so the next byte lands at the new end.
            os.ftruncate(self.fd, 0)
            self._taken = 0
        text = data.decode("utf-8", "replace")
        return text if text.endswith("\n") else text + "\n"

    def everything(self) -> str:
        """All that is in the file; empty when it is closed."""
        try:
            return self.path.read_text("utf-8", "replace")
        except OSError:
            return ""

    def close(self) -> None:
        """Close the file; it is not deleted."""
        os.close(self.fd)


@dataclass(frozen=True)
class Report:
    """What the REPORT line tells of one call. Times in seconds, memory in MiB."""

    request_id: str
    duration: float
    memory_size: int
    max_memory_used: int
    init_duration: float | None = None
    status: str = ""

    def line(self) -> str:
        """The line as Lambda writes it, with tabs between the parts."""
        milliseconds = self.duration * 1000
        parts = [
            f"REPORT RequestId: {self.request_id}",
            f"Duration: {milliseconds:.2f} ms",
            f"Billed Duration: {math.ceil(milliseconds + (self.init_duration or 0) * 1000)} ms",
            f"Memory Size: {self.memory_size} MB",
            f"Max Memory Used: {self.max_memory_used} MB",
        ]
        if self.init_duration is not None:
            parts.append(f"Init Duration: {self.init_duration * 1000:.2f} ms")
        if self.status:
            parts.append(self.status)
        return "\t".join(parts) + "\t\n"


def init_start() -> str:
    """The line that opens an environment's log stream."""
    return f"INIT_START Runtime Version: python:{PYTHON_VERSION}\n"


def init_report(duration: float, status: str) -> str:
    """The line for an init that failed; `status` as in a Report, `duration` in seconds."""
    return f"INIT_REPORT Init Duration: {duration * 1000:.2f} ms\tPhase: init\t{status}\n"


def start(request_id: str, version: str) -> str:
    """The line before a call's output."""
    return f"START RequestId: {request_id} Version: {version}\n"


def end(request_id: str) -> str:
    """The line after a call's output."""
    return f"END RequestId: {request_id}\n"
