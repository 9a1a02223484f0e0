"""How downloads are shown: one progress bar, in bytes, that appears only when something is really fetched."""

from threading import Lock
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)


class Downloads(Protocol):
    """Is told what is fetched, by any number of threads."""

    def expect(self, size: int) -> None:
        """`size` more bytes will come."""
        ...

    def receive(self, size: int) -> None:
        """`size` bytes came; negative when a damaged beginning was thrown away."""
        ...


class _Unseen:
    def expect(self, size: int) -> None:
        pass

    def receive(self, size: int) -> None:
        pass


UNSEEN: Downloads = _Unseen()


class DownloadBar:
    """A bar on the console while used as a context manager; draws nothing when everything is cached."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("Downloading"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task: TaskID | None = None
        self._expected = 0
        self._lock = Lock()

    def expect(self, size: int) -> None:
        with self._lock:
            self._expected += size
            if self._task is None:
                self._progress.start()
                self._task = self._progress.add_task("download")
            self._progress.update(self._task, total=self._expected)

    def receive(self, size: int) -> None:
        with self._lock:
            if self._task is not None:
                self._progress.advance(self._task, size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            if self._task is not None:
                self._progress.stop()
