"""Asks the stores of a service whether they answer."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from videoclub.contracts.health import Health, StoreHealth
from videoclub.errors import ServiceUnavailable


@dataclass(frozen=True)
class HealthCheck:
    """The stores of a service and how each is asked; a ping raises ServiceUnavailable."""

    service: str
    pings: Mapping[str, Callable[[], None]]

    def read_health(self) -> Health:
        """Ask every store now."""
        return Health(service=self.service, stores=[_ask(name, ping) for name, ping in self.pings.items()])


def _ask(name: str, ping: Callable[[], None]) -> StoreHealth:
    began = time.perf_counter()
    try:
        ping()
    except ServiceUnavailable:
        return StoreHealth(name=name, reachable=False)
    return StoreHealth(name=name, reachable=True, latency_ms=round((time.perf_counter() - began) * 1000, 2))
