"""Lets one command at a time change a platform; the others wait. The kernel frees the lock of a killed one."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from rich.console import Console

from videoclub_local.parts import PartError

LOCK_FILE = "command.lock"


@contextmanager
def command_lock(home: Path, console: Console) -> Iterator[None]:
    """Hold the lock of `home`; says so when it has to wait for another command. Raises PartError."""
    with _opened(home) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            console.print("Another videoclub command is at work on this platform; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _opened(home: Path) -> TextIO:
    try:
        home.mkdir(parents=True, exist_ok=True)
        return (home / LOCK_FILE).open("w")
    except OSError as error:
        raise PartError(
            f"{home} cannot be written ({error.strerror}); set VIDEOCLUB_HOME to a folder that can."
        ) from error


def is_locked(home: Path) -> bool:
    """Whether another command is at work."""
    with (home / LOCK_FILE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
