"""One process of an execution environment: started in a group of its own, ended with all it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from process_executor.interpreter import BASE_INTERPRETER
from process_executor.warden import WARDEN, kill_group

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")


class FunctionProcess:
    """A running awslambdaric. Its process group is killed by `destroy`, or by the warden when LocalStack ends."""

    def __init__(self, handler: str, env: Mapping[str, str], task_root: Path, output_fd: int) -> None:
        """Start the process; standard output and error go to `output_fd`."""
        warden_fd = WARDEN.registration_fd()
        self._process = subprocess.Popen(
            [BASE_INTERPRETER, "-P", "-s", "-S", str(_BOOTSTRAP), str(warden_fd), handler],
            cwd=task_root,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output_fd,
            stderr=output_fd,
            pass_fds=[warden_fd],
            start_new_session=True,
        )
        self.pid = self._process.pid
        WARDEN.registered(self.pid)
        self.exit_fd: int | None = None
        """Readable once the process has ended; None where the system has no such descriptor (macOS)."""
        if hasattr(os, "pidfd_open"):
            with contextlib.suppress(OSError):
                self.exit_fd = os.pidfd_open(self.pid)
        self.killed_for_memory = False
        """Set by the memory guard before it kills the process."""

    def has_exited(self) -> bool:
        """Whether the process has ended. It stays a zombie until `destroy`, so that its id cannot be given away."""
        if self._process.returncode is not None:
            return True
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:
            return True

    def kill(self) -> None:
        """Kill the process and all in its group. `destroy` is still to be called."""
        kill_group(self.pid)

    def describe_end(self) -> str:
        """How the process ended, in Lambda's words. Waits for its end, which must be near."""
        status = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT)
        assert status is not None
        return describe_exit(status.si_status if status.si_code == os.CLD_EXITED else -status.si_status)

    def destroy(self) -> None:
        """Kill the whole group and reap the process."""
        kill_group(self.pid)
        self._process.wait()
        WARDEN.release(self.pid)
        if self.exit_fd is not None:
            os.close(self.exit_fd)
            self.exit_fd = None


def describe_exit(status: int) -> str:
    """How Lambda words the end of a runtime. `status` is its exit status, or the negative number of a signal."""
    if status == 0:
        return "Runtime exited without providing a reason"
    if status > 0:
        return f"Runtime exited with error: exit status {status}"
    name = signal.strsignal(-status) or str(-status)
    # macOS adds the number: "Killed: 9".
    return f"Runtime exited with error: signal: {name.partition(':')[0].lower()}"
