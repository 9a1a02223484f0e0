"""Long-living child processes: they outlive the command that started them, and the next command finds them again.

Who runs is decided by the kernel, never by a file that somebody may have left behind: the child inherits an exclusive
`flock` on `process.lock` in its part's folder. The lock is gone the instant the last process of the part is gone,
however it ended, so there is no stale lock to repair and a re-used pid cannot pass for the part.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import psutil

from videoclub_local.parts import PartError

LOOPBACK = "127.0.0.1"
POLL_SECONDS = 0.02
STOP_TIMEOUT_SECONDS = 20.0
KILL_TIMEOUT_SECONDS = 10.0
LOG_ROTATED_ABOVE_BYTES = 10 * 1024 * 1024
LOG_TAIL_LINES = 15
_LOG_TAIL_BYTES = 16 * 1024
_MIB = 1024 * 1024

# The child writes its own pid before it becomes the program: killing the starter at any moment cannot leave a running
# child without a known pid. Standard output is the lock file until `exec` turns it into the log.
_WRITE_PID_THEN_BECOME = ["/bin/sh", "-c", 'echo $$; exec "$@" >&2', "sh"]

type Ports = Mapping[str, int]


@dataclass(frozen=True)
class Launch:
    """What to run this time. `user` and `group` (numeric ids) are for a program that refuses to run as root."""

    command: Sequence[str | Path]
    ports: Ports
    environment: Mapping[str, str]
    working_directory: Path
    user: int | None = None
    group: int | None = None


@dataclass(frozen=True)
class Running:
    """A live process and the ports it was given."""

    pid: int
    ports: Ports

    def rss_mb(self) -> int:
        """Resident memory in MiB of the process and its children; shared pages count once where the system can tell."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            return sum(map(_resident_bytes, [process, *process.children(recursive=True)])) // _MIB
        return 0


@dataclass
class ManagedProcess:
    """The one process of a part. `title` names it in messages; `directory` keeps its lock file and is its alone."""

    title: str
    directory: Path
    log_file: Path
    stop_signal: signal.Signals = signal.SIGTERM
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)

    def start(self, launch: Callable[[], Launch], ready: Callable[[Ports], bool], *, timeout_seconds: float) -> Running:
        """Attach to the running process, or start it, and wait until `ready(ports)`.

        `launch` is called only when nothing runs, and by one starter at a time: what it writes needs no lock.
        Raises PartError with the end of the log when the process ends or is not ready in time; what this call
        started is then gone.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + timeout_seconds
        with ExitStack() as stack:
            lock = self._open_lock(os.O_CREAT)
            stack.callback(os.close, lock)  # the child keeps its inherited copy
            child = None
            while time.monotonic() < deadline:
                if child is None and _try_lock(lock, fcntl.LOCK_EX):
                    _write_ports(lock, self.last_ports())  # without the pid of the process that is gone
                    child = self._child = self._spawn(launch(), lock)
                    deadline = time.monotonic() + timeout_seconds
                running = self.running()
                if running and ready(running.ports):
                    return running
                if child and child.poll() is not None:
                    raise PartError(f"{self.title} ended at once (exit code {child.returncode}). {self._log_tail()}")
                time.sleep(POLL_SECONDS)
            if child:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        raise PartError(f"{self.title} was not ready within {timeout_seconds:.0f} s. {self._log_tail()}")

    def running(self) -> Running | None:
        """The live process, or None when there is none (or one that is just being started and has no pid yet)."""
        return self._recorded() if self._is_locked() else None

    def stop(self) -> None:
        """Ask it to stop, insist with SIGKILL after STOP_TIMEOUT_SECONDS, return when it is gone. Raises PartError."""
        asked: Running | None = None
        kill_at = time.monotonic() + STOP_TIMEOUT_SECONDS
        give_up_at = kill_at + KILL_TIMEOUT_SECONDS
        while self._is_locked():
            running = self._recorded()
            with suppress(ProcessLookupError):
                if running and time.monotonic() > kill_at:
                    os.killpg(running.pid, signal.SIGKILL)
                elif running and running != asked:
                    os.kill(running.pid, self.stop_signal)
                    asked = running
            if time.monotonic() > give_up_at:
                raise PartError(f"{self.title} does not stop; look for its process and end it: {running}")
            self._reap()
            time.sleep(POLL_SECONDS)
        self._reap()

    def choose_ports(self, *names: str) -> Ports:
        """A free loopback port for each name: that of the last start where it is still free, so that addresses hold."""
        last = self.last_ports()
        with ExitStack() as stack:  # all stay bound until all are chosen, so that no two are equal
            return {name: _bind_free_port(stack, last.get(name, 0)) for name in names}

    def last_ports(self) -> Ports:
        """The ports of the last start; empty when there was none."""
        with suppress(OSError, ValueError, IndexError):
            return json.loads(self._lock_file.read_text().splitlines()[0])
        return {}

    @property
    def _lock_file(self) -> Path:
        return self.directory / "process.lock"

    def _spawn(self, launch: Launch, lock: int) -> subprocess.Popen[bytes]:
        _write_ports(lock, launch.ports)
        with self._open_log() as log:
            return subprocess.Popen(
                [*_WRITE_PID_THEN_BECOME, *map(str, launch.command)],
                cwd=launch.working_directory,
                env=dict(launch.environment),
                stdin=subprocess.DEVNULL,
                stdout=lock,
                stderr=log,
                pass_fds=(lock,),
                umask=0o077,  # what a part writes may hold secrets
                start_new_session=True,  # Ctrl-C in the terminal is for the command, not for the part
                user=launch.user,
                group=launch.group,
                extra_groups=None if launch.group is None else [],
            )

    def _open_log(self) -> BinaryIO:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        if self.log_file.is_file() and self.log_file.stat().st_size > LOG_ROTATED_ABOVE_BYTES:
            self.log_file.replace(self.log_file.with_name(self.log_file.name + ".1"))
        return self.log_file.open("ab")

    def _log_tail(self) -> str:
        with suppress(OSError), self.log_file.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - _LOG_TAIL_BYTES))
            lines = log.read().decode(errors="replace").splitlines()[-LOG_TAIL_LINES:]
            return "\n".join([f"The end of its log, {self.log_file}:", *(f"  {line}" for line in lines)])
        return f"Its log would be {self.log_file}."

    def _is_locked(self) -> bool:
        try:
            probe = self._open_lock()
        except FileNotFoundError:
            return False
        try:
            return not _try_lock(probe, fcntl.LOCK_SH)  # shared: two who look at once must not see each other
        finally:
            os.close(probe)

    def _open_lock(self, flags: int = 0) -> int:
        try:
            return os.open(self._lock_file, os.O_RDWR | flags, 0o600)
        except PermissionError:
            raise PartError(
                f"{self.title} belongs to another user ({self._lock_file}); run videoclub as that user."
            ) from None

    def _recorded(self) -> Running | None:
        """What the lock file says of the last start; true of a live process only while the lock is held."""
        with suppress(OSError, ValueError):
            _, pid = self._lock_file.read_text().splitlines()
            return Running(int(pid), self.last_ports())
        return None

    def _reap(self) -> None:
        if self._child:
            self._child.poll()


def _try_lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_ports(lock: int, ports: Ports) -> None:
    os.ftruncate(lock, 0)
    os.lseek(lock, 0, os.SEEK_SET)
    os.write(lock, json.dumps(dict(ports)).encode() + b"\n")


def _bind_free_port(stack: ExitStack, wanted: int) -> int:
    for port in (wanted, 0):
        listener = stack.enter_context(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            listener.bind((LOOPBACK, port))
            return listener.getsockname()[1]
    raise PartError("No free port is left on the loopback interface; close some programs and try again.")


def _resident_bytes(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        with suppress(psutil.AccessDenied):
            shared_out = getattr(process.memory_full_info(), "pss", 0)
            if shared_out:
                return shared_out
        return process.memory_info().rss
    return 0
