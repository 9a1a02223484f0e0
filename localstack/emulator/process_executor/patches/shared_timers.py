"""Run the timers of all execution environments in one thread.

Why: an environment's idle time is counted by a threading.Timer, which is a thread. LocalStack starts one after each
invocation and cancels it before the next.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

from localstack.services.lambda_.invocation import execution_environment


class _Clock:
    """Calls functions at their time, each in a thread of its own, as a threading.Timer would."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._heap: list[tuple[float, int, SharedTimer]] = []
        self._order = itertools.count()
        self._thread: threading.Thread | None = None

    def add(self, timer: SharedTimer, due: float) -> None:
        with self._changed:
            if len(self._heap) > 1000 and sum(entry[2].cancelled for entry in self._heap) > len(self._heap) // 2:
                self._heap = [entry for entry in self._heap if not entry[2].cancelled]
                heapq.heapify(self._heap)
            heapq.heappush(self._heap, (due, next(self._order), timer))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="lambda-timers", daemon=True)
                self._thread.start()
            if self._heap[0][2] is timer:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._heap or self._heap[0][0] > time.monotonic():
                    self._changed.wait(self._heap[0][0] - time.monotonic() if self._heap else None)
                _, _, timer = heapq.heappop(self._heap)
            if not timer.cancelled:
                threading.Thread(target=timer.function, daemon=True).start()


_CLOCK = _Clock()


class SharedTimer:
    """What execution environments use of threading.Timer. `interval` in seconds."""

    def __init__(self, interval: float, function: Callable[[], object]) -> None:
        self.interval = interval
        self.function = function
        self.cancelled = False

    def start(self) -> None:
        """Call the function after the interval, unless cancelled by then."""
        _CLOCK.add(self, time.monotonic() + self.interval)

    def cancel(self) -> None:
        """Do not call the function any more."""
        self.cancelled = True


def apply() -> None:
    """Replace the timers of execution environments."""
    execution_environment.Timer = SharedTimer  # pyright: ignore[reportAttributeAccessIssue]
