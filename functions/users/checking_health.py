"""The health of the platform: every service is asked at once, each within its own time limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from users.asking import Asked, Asking
from videoclub.contracts.health import Health, HealthRequest, StoreHealth, check_health
from videoclub.errors import ServiceUnavailable
from videoclub.health import HealthCheck

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
    asking: Asking
    others: Sequence[str]

    def check_health(self) -> Sequence[ServiceHealth]:
        """All services, by name."""
        asked = [self.asking.begin(check_health(service), HealthRequest()) for service in self.others]
        own = self.own.read_health()
        answers = [ServiceHealth(own.service, own.stores), *map(_health_of, asked)]
        return sorted(answers, key=lambda health: health.name)


def _health_of(asked: Asked[Health]) -> ServiceHealth:
    try:
        return ServiceHealth(asked.service, asked.answer().stores)
    except ServiceUnavailable:
        return ServiceHealth(asked.service, [], answered=False)
