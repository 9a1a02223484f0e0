"""The `videoclub` command as a user runs it: a process, with a home of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

RUN_TIMEOUT_S = 300
POLL_S = 0.05


@dataclass(frozen=True)
class VideoclubCommand:
    """Runs verbs on the platform of `home`."""

    home: Path

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            self._line(arguments),
            env=self._environment(environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_TIMEOUT_S,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a verb and go on. Its output is one text."""
        return subprocess.Popen(
            self._line(arguments),
            env=self._environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def status(self) -> dict[str, Any]:
        """What `status --json` prints."""
        return json.loads(self.run("status", "--json").stdout)

    def part(self, name: str) -> dict[str, Any]:
        """A part as `status` shows it."""
        return next(part for part in self.status()["parts"] if part["name"] == name)

    def processes(self) -> list[str]:
        """The command lines of all processes that belong to this home, the command's own among them."""
        return [" ".join(process.cmdline()) for process in psutil.process_iter() if self._owns(process)]

    def kill_part(self, name: str) -> int:
        """Kill the process of a part, and the rest of its group, as a crash would; answers its pid."""
        pid = self.part(name)["pid"]
        os.killpg(pid, signal.SIGKILL)
        wait_until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
        return pid

    def _owns(self, process: psutil.Process) -> bool:
        with suppress(psutil.Error):
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            places = [process.cwd(), *process.cmdline()]
            return any(str(self.home) in place for place in places)
        return False

    def _line(self, arguments: tuple[str, ...]) -> list[str]:
        return [str(Path(sys.executable).with_name("videoclub")), *arguments]

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        return {**os.environ, "VIDEOCLUB_HOME": str(self.home), **more}


def wait_until(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    """Poll until it holds. Raises AssertionError at the deadline."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(POLL_S)
