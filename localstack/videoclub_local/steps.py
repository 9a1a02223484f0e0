"""Runs the steps of a command side by side, each as soon as those it needs are done."""

import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

INTERRUPT_POLL_SECONDS = 0.2  # a wait without an end would not let Ctrl-C through


@dataclass(frozen=True)
class Step:
    """One piece of work. `title` is what the user reads while it runs; `after` names the steps it needs."""

    name: str
    title: str
    run: Callable[[], None]
    after: tuple[str, ...] = ()


class StepFailedError(Exception):
    """A step failed; the cause is chained."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.title)
        self.step = step


class Observer(Protocol):
    """Is told how far the steps are, by the thread that runs them."""

    def started(self, step: Step) -> None: ...

    def finished(self, step: Step, seconds: float) -> None: ...


class StepRunner:
    """Runs steps in threads that die with the command: a failure or Ctrl-C need not wait for a long download."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._running: dict[str, threading.Thread] = {}

    def run(self, steps: Sequence[Step]) -> None:
        """Run all. Raises StepFailedError at the first failure; no further step begins then, nor after Ctrl-C."""
        waiting = {step.name: step for step in steps}
        done: set[str] = set()
        outcomes: SimpleQueue[tuple[Step, Exception | None]] = SimpleQueue()
        while len(done) < len(steps):
            for step in [step for step in waiting.values() if done.issuperset(step.after)]:
                del waiting[step.name]
                self._begin(step, outcomes)
            try:
                step, error = outcomes.get(timeout=INTERRUPT_POLL_SECONDS)
            except Empty:
                continue
            if error:
                raise StepFailedError(step) from error
            done.add(step.name)

    def settle(self, names: Collection[str], timeout_seconds: float) -> None:
        """Wait until these steps have come to an end, if they began at all."""
        deadline = time.monotonic() + timeout_seconds
        for name in names:
            if thread := self._running.get(name):
                thread.join(max(0.0, deadline - time.monotonic()))

    def _begin(self, step: Step, outcomes: SimpleQueue[tuple[Step, Exception | None]]) -> None:
        def run() -> None:
            begun = time.monotonic()
            try:
                step.run()
            except Exception as error:  # noqa: BLE001 - handed to the thread that waits
                outcomes.put((step, error))
            else:
                self._observer.finished(step, time.monotonic() - begun)
                outcomes.put((step, None))

        self._observer.started(step)
        thread = self._running[step.name] = threading.Thread(target=run, name=step.name, daemon=True)
        thread.start()
