"""Makes sure that no environment outlives LocalStack, however LocalStack ends.

One small process, the warden, reads a pipe whose writing end LocalStack holds. When LocalStack ends, be it by SIGKILL,
the pipe closes and the warden kills the process groups that are registered and not yet released. A parent-death signal
would not do: it is tied to the thread that forked, and spares grandchildren.

An environment registers itself, through the writing end it inherits, before it runs any code of the function. So the
pipe cannot close between its birth and its registration.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from process_executor.interpreter import BASE_INTERPRETER


class Warden:
    """Starts the warden process at first use and tells it which process groups have ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._writing_end = -1
        self._groups: set[int] = set()

    def registration_fd(self) -> int:
        """The descriptor through which a new process registers its group; the child must inherit and close it."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._writing_end

    def registered(self, group: int) -> None:
        """Remember a group, for the case that the warden itself is killed and has to be replaced."""
        with self._lock:
            self._groups.add(group)

    def release(self, group: int) -> None:
        """Tell the warden that a process group has ended."""
        with self._lock:
            self._groups.discard(group)
            self._write(f"-{group}\n")

    def kill_all(self) -> None:
        """Kill every registered group now."""
        with self._lock:
            for group in self._groups:
                kill_group(group)

    def _start(self) -> None:
        if self._writing_end >= 0:
            os.close(self._writing_end)
        reading_end, self._writing_end = os.pipe()
        self._process = subprocess.Popen(
            [BASE_INTERPRETER, "-I", "-S", str(Path(__file__).with_name("warden_main.py"))],
            stdin=reading_end,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={},
            # A session of its own: a signal to LocalStack's process group must not reach the warden.
            start_new_session=True,
        )
        os.close(reading_end)
        for group in self._groups:
            self._write(f"+{group}\n")

    def _write(self, line: str) -> None:
        try:
            # Shorter than PIPE_BUF, so lines of several writers do not mix.
            os.write(self._writing_end, line.encode())
        except OSError:
            print("process executor: the warden is gone; it is replaced at the next start", file=sys.stderr)


def kill_group(group: int) -> None:
    """Kill a process group; one that is gone already is fine."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:
        # macOS: the group's only member is a zombie.
        return


WARDEN = Warden()
"""The one warden of this process."""
