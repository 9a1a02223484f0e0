"""The health of the platform: every service is asked at once, each within its own time limit."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Literal

from videoclub.contracts.health import Health, HealthRequest, StoreHealth, check_health
from videoclub.errors import ServiceUnavailable
from videoclub.health import HealthCheck
from videoclub.services import Services

type ServiceStatus = Literal["up", "down"]


@dataclass(frozen=True)
class ServiceHealth:
    """A service is up when it answers and reaches all its stores. One that does not answer names no stores."""

    name: str
    stores: Sequence[StoreHealth]
    answered: bool = True

    @property
    def status(self) -> ServiceStatus:
        return "up" if self.answered and all(store.reachable for store in self.stores) else "down"


@dataclass(frozen=True)
class CheckingHealth:
    """Asks the other services (by name), and our own store."""

    own: HealthCheck
    services: Services
    others: Sequence[str]

    def check_health(self) -> Sequence[ServiceHealth]:
        """All services, by name."""
        with ThreadPoolExecutor(max_workers=len(self.others)) as threads:
            asked = [threads.submit(copy_context().run, self._ask, service) for service in self.others]
            own = self.own.read_health()
            answers = [ServiceHealth(own.service, own.stores), *(one.result() for one in asked)]
        return sorted(answers, key=lambda health: health.name)

    def _ask(self, service: str) -> ServiceHealth:
        try:
            health: Health = self.services.ask(check_health(service), HealthRequest())
        except ServiceUnavailable:
            return ServiceHealth(service, [], answered=False)
        return ServiceHealth(service, health.stores)
