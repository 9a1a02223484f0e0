# pyright: reportUnknownMemberType=false
"""Requests counted in Redis, `<service>:requests:{<caller>}:<policy>`: one script, so one call for all limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import batched
from pathlib import Path
from typing import cast

from videoclub.drivers import redis
from videoclub.errors import ServiceUnavailable
from videoclub.rate_limits import Limit, Window

COUNT_TIMEOUT_S = 0.25
"""To connect, and to answer. Long enough for the first call of a busy environment, as signing in fails without it."""
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True)
class RedisRequests:
    """The requests of `service`, counted in the Redis at `url`."""

    url: str
    service: str
    socket_timeout_s: float = COUNT_TIMEOUT_S

    def count_request(self, caller: str, limits: Sequence[Limit], *, now: datetime) -> tuple[bool, Sequence[Window]]:
        client = redis.connect(self.url, socket_timeout_s=self.socket_timeout_s)
        from redis.exceptions import RedisError

        keys = [f"{self.service}:requests:{{{caller}}}:{limit.policy}" for limit in limits]
        numbers = [number for limit in limits for number in (limit.most, limit.window // _MS)]
        try:
            with redis.breaker(self.url).watch(RedisError):
                script = client.register_script(_script())
                answer = cast("list[int]", script(keys=keys, args=[int(now.timestamp() * 1000), *numbers]))
        except (RedisError, redis.BreakerOpen) as error:
            raise ServiceUnavailable("Requests cannot be counted now.") from error
        counted, *windows = answer
        return bool(counted), [
            Window(current, previous, elapsed * _MS) for current, previous, elapsed in batched(windows, 3, strict=True)
        ]


@cache
def _script() -> str:
    return (Path(__file__).parent / "count_request.lua").read_text(encoding="utf-8")
