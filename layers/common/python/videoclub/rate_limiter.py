"""The rate limiter of this environment: what its settings allow, counted in the service's Redis."""

from datetime import timedelta
from functools import cache

from videoclub.rate_limits import Limit, RateLimiter, RateLimits
from videoclub.settings import Settings


class RateLimitSettings(Settings):
    """Requests that one caller may make of one service within a minute; sign-ups within an hour."""

    redis_url: str | None = None
    """Where to count; a service without it does not limit."""
    requests_per_account: int = 600
    requests_per_key: int = 1200
    requests_per_address: int = 1200
    sign_ins_per_address: int = 60
    sign_ups_per_address: int = 30

    @property
    def limits(self) -> RateLimits:
        minute, hour = timedelta(minutes=1), timedelta(hours=1)
        return RateLimits(
            account=Limit("account", self.requests_per_account, minute),
            key=Limit("key", self.requests_per_key, minute),
            address=Limit("address", self.requests_per_address, minute),
            guards={
                "sign-in": Limit("sign-in", self.sign_ins_per_address, minute),
                "sign-up": Limit("sign-up", self.sign_ups_per_address, hour),
            },
        )


@cache
def rate_limiter(service: str) -> RateLimiter | None:
    """The limiter of this environment; None where the service has no Redis."""
    settings = RateLimitSettings.load()
    if settings.redis_url is None:
        return None
    from videoclub.drivers.redis_requests import RedisRequests

    return RateLimiter(RedisRequests(settings.redis_url, service), settings.limits)
