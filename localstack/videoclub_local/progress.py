"""Shows on the terminal what a command is doing."""

from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from videoclub_local.steps import Step


class StepProgress:
    """A line that names the steps being run; with `verbose`, also a line for each finished one and its time."""

    def __init__(self, console: Console, *, verbose: bool) -> None:
        self._console = console
        self._verbose = verbose
        self._status = Status("", console=console)
        self._running: list[str] = []
        self._lock = Lock()

    def started(self, step: Step) -> None:
        with self._lock:
            self._running.append(step.title)
            self._show()

    def finished(self, step: Step, seconds: float) -> None:
        with self._lock:
            self._running.remove(step.title)
            if self._verbose:
                self._console.print(f"[green]✓[/] {step.title} [dim]{seconds:.2f} s[/]", highlight=False)
            self._show()

    def note(self, text: str) -> None:
        """Show something that is no step."""
        self._status.update(f"{text} …")

    def _show(self) -> None:
        self._status.update(", ".join(self._running) + " …")

    def __enter__(self) -> Self:
        self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._status.stop()
