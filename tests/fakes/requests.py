"""Requests counted in memory, as Redis counts them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from videoclub.errors import ServiceUnavailable
from videoclub.rate_limits import Limit, Window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class MemoryRequests:
    """In the place of Redis; `is_down` makes it fail."""

    is_down: bool = False
    _counts: dict[tuple[str, str, int], int] = field(default_factory=dict[tuple[str, str, int], int])

    def count_request(self, caller: str, limits: Sequence[Limit], *, now: datetime) -> tuple[bool, Sequence[Window]]:
        if self.is_down:
            raise ServiceUnavailable("Requests cannot be counted now.")
        counted = all(not self._window(caller, limit, now).wait(limit) for limit in limits)
        for limit in limits if counted else []:
            place = (caller, limit.policy, _number(limit, now))
            self._counts[place] = self._counts.get(place, 0) + 1
        return counted, [self._window(caller, limit, now) for limit in limits]

    def _window(self, caller: str, limit: Limit, now: datetime) -> Window:
        number = _number(limit, now)
        current, previous = (self._counts.get((caller, limit.policy, at), 0) for at in (number, number - 1))
        return Window(current, previous, timedelta(seconds=(now - _EPOCH).total_seconds()) - number * limit.window)


def _number(limit: Limit, now: datetime) -> int:
    return (now - _EPOCH) // limit.window
