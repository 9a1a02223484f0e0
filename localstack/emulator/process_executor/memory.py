"""Enforces the memory size of functions, and measures what they use.

A limit on the address space (RLIMIT_AS) would fail functions that only reserve: 64 MiB for each malloc arena, 8 MiB for
each thread's stack, far more for JIT compilers and numeric libraries. Lambda counts resident memory and kills. So does
this: one thread looks at all environments every 50 ms. A function can overshoot for that long.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Protocol

import psutil

_INTERVAL = 0.05
_MIB = 1024 * 1024
_PAGE = os.sysconf("SC_PAGE_SIZE")
_HAS_PROC = Path("/proc/self/statm").exists()


class Killable(Protocol):
    """A process that the guard may kill."""

    killed_for_memory: bool

    @property
    def pid(self) -> int:
        """The process's id."""
        ...

    def kill(self) -> None:
        """End the process and all it started."""


class MemoryGuard:
    """Kills processes whose memory, with that of their children, exceeds their limit."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._limits: dict[Killable, int] = {}
        self._peaks: dict[Killable, int] = {}
        self._thread: threading.Thread | None = None

    def add(self, process: Killable, limit: int) -> None:
        """Watch a process; `limit` in MiB."""
        with self._lock:
            self._limits[process] = limit * _MIB
            self._peaks[process] = 0
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lambda-memory-guard", daemon=True)
                self._thread.start()
            self._lock.notify()

    def remove(self, process: Killable) -> None:
        """Forget a process."""
        with self._lock:
            self._limits.pop(process, None)
            self._peaks.pop(process, None)

    def peak(self, process: Killable) -> int:
        """The most memory seen to be used, in MiB."""
        peak = max(self._peaks.get(process, 0), _resident_peak(process.pid))
        return -(-peak // _MIB)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._limits)
                watched = list(self._limits.items())
            for process, limit in watched:
                used = _resident_of_tree(process.pid)
                if used > limit:
                    # Memory shared after a fork was counted once for each process.
                    used = _proportional_of_tree(process.pid)
                if used > self._peaks.get(process, used):
                    self._peaks[process] = used
                if used > limit:
                    process.killed_for_memory = True
                    process.kill()
            threading.Event().wait(_INTERVAL)


def _resident_of_tree(pid: int) -> int:
    if _HAS_PROC:
        return sum(_linux_resident(member) for member in _linux_tree(pid))
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        return sum(member.memory_info().rss for member in [process, *process.children(recursive=True)])
    return 0


def _linux_resident(pid: int) -> int:
    try:
        return int(_read(f"/proc/{pid}/statm").split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _read(path: str) -> bytes:
    """A small file of /proc, at a third of what Path.read_bytes takes; the guard reads hundreds each second."""
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.read(fd, 65536)
    finally:
        os.close(fd)


def _linux_tree(pid: int) -> list[int]:
    """The process and its descendants, by the kernel's own lists: a scan of /proc would cost a hundred times more."""
    found = [pid]
    for member in found:
        with contextlib.suppress(OSError):
            for thread in os.listdir(f"/proc/{member}/task"):  # noqa: PTH208 - names only
                children = _read(f"/proc/{member}/task/{thread}/children")
                found += [int(child) for child in children.split()]
    return found


def _proportional_of_tree(pid: int) -> int:
    if not Path("/proc/self/smaps_rollup").exists():
        return _resident_of_tree(pid)
    total = 0
    for member in _linux_tree(pid):
        with contextlib.suppress(OSError):
            for line in _read(f"/proc/{member}/smaps_rollup").splitlines():
                if line.startswith(b"Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def _resident_peak(pid: int) -> int:
    """The highest resident size of the process itself, in bytes; 0 where the kernel does not tell or it is gone."""
    try:
        _, found, rest = _read(f"/proc/{pid}/status").partition(b"VmHWM:")
    except OSError:
        return 0
    return int(rest.split(maxsplit=1)[0]) * 1024 if found else 0


GUARD = MemoryGuard()
"""The one guard of this process."""
