"""Lets one command at a time change a platform; the others wait. The kernel frees the lock of a killed one."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

LOCK_FILE = "command.lock"


@contextmanager
def command_lock(home: Path, console: Console) -> Iterator[None]:
    """Hold the lock of `home`; says so when it has to wait for another command."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print("Another videoclub command is at work on this platform; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_locked(home: Path) -> bool:
    """Whether another command is at work."""
    with (home / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
