"""A circuit breaker: after some failures a part is not asked for a while, so that only the first calls wait for it."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

FAILURES_MAX = 3
"""So many calls in a row may fail before the part is left alone …"""
OPEN_FOR_S = 5.0
"""… for so many seconds; then one call tries again."""


class BreakerOpen(Exception):
    """The part failed lately and was not asked."""


@dataclass
class Breaker:
    """Watches calls to one part. `monotonic` tells seconds."""

    failures_max: int = FAILURES_MAX
    open_for_s: float = OPEN_FOR_S
    monotonic: Callable[[], float] = time.monotonic
    _failures: int = field(default=0, init=False)
    _closed_from: float = field(default=float("-inf"), init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @contextmanager
    def watch(self, *failures: type[Exception]) -> Generator[None]:
        """Let a call through and learn from it; `failures` are what a call to a part that is away raises.

        Raises BreakerOpen instead of calling.
        """
        self._admit()
        try:
            yield
        except failures:
            self._fail()
            raise
        self._failures = 0

    def _admit(self) -> None:
        if self._failures < self.failures_max:
            return
        with self._lock:
            now = self.monotonic()
            if now < self._closed_from:
                raise BreakerOpen
            self._closed_from = now + self.open_for_s  # the others wait for what this call learns

    def _fail(self) -> None:
        with self._lock:
            self._failures += 1
            self._closed_from = self.monotonic() + self.open_for_s
