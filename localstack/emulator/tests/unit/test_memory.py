"""The memory guard, on processes of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from polling import eventually

from process_executor.memory import MemoryGuard


@dataclass(eq=False)
class Watched:
    """A process for the guard."""

    process: subprocess.Popen[str] = field(repr=False)
    killed_for_memory: bool = False

    @property
    def pid(self) -> int:
        """The process's id."""
        return self.process.pid

    def kill(self) -> None:
        """End the process."""
        self.process.kill()


def _run(source: str) -> Watched:
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", source], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    return Watched(process)


@pytest.fixture
def guard() -> MemoryGuard:
    """A guard of the test's own."""
    return MemoryGuard()


def test_memory_of_a_child_counts(guard: MemoryGuard) -> None:
    # Given
    child = "import sys; memory = bytearray(100 * 2**20); print(flush=True); sys.stdin.read()"
    watched = _run(f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {child!r}])")
    # When
    guard.add(watched, 64)
    # Then
    assert eventually(lambda: watched.process.poll()) == -signal.SIGKILL
    assert watched.killed_for_memory


def test_memory_shared_with_a_fork_counts_once(guard: MemoryGuard) -> None:
    # Given: 60 MiB that three processes share
    watched = _run(
        "import os, sys\nmemory = bytearray(60 * 2**20)\nos.fork()\nos.fork()\nprint(flush=True)\nsys.stdin.read()"
    )
    # When
    guard.add(watched, 110)
    # Then
    eventually(lambda: guard.peak(watched) >= 60)
    with pytest.raises(subprocess.TimeoutExpired):
        watched.process.wait(0.5)
    watched.process.kill()
    watched.process.wait()


def test_the_peak_outlasts_its_moment(guard: MemoryGuard) -> None:
    # Given
    watched = _run("import sys\nmemory = bytearray(90 * 2**20)\ndel memory\nprint(flush=True)\nsys.stdin.read()")
    # When
    guard.add(watched, 128)
    # Then
    assert 90 <= guard.peak(watched) < 128
    guard.remove(watched)
    watched.process.kill()
    watched.process.wait()
