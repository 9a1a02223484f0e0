"""Redis within a request: short timeouts, no retry, so that a frozen Redis costs milliseconds and not a minute."""

from functools import cache
from typing import TYPE_CHECKING

from videoclub.drivers.breaker import Breaker, BreakerOpen

if TYPE_CHECKING:
    from redis import Redis

__all__ = ["SOCKET_TIMEOUT_S", "BreakerOpen", "breaker", "connect"]

SOCKET_TIMEOUT_S = 0.1


@cache
def connect(url: str, *, socket_timeout_s: float = SOCKET_TIMEOUT_S) -> "Redis":
    """The environment's client of the Redis at `url`; it connects on the first command."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
        url,
        socket_timeout=socket_timeout_s,
        socket_connect_timeout=socket_timeout_s,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )


@cache
def breaker(url: str) -> Breaker:
    """The environment's breaker in front of the Redis at `url`."""
    return Breaker()
