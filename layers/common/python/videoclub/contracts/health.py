"""What every service answers: is its store there?"""

from videoclub.contracts.operation import ContractModel, Operation


class HealthRequest(ContractModel):
    """Nothing to say."""


class StoreHealth(ContractModel):
    """One store, asked just now; `latency_ms` is how long its answer took, None without one."""

    name: str
    reachable: bool
    latency_ms: float | None = None


class Health(ContractModel):
    """The stores of a service."""

    service: str
    stores: list[StoreHealth]


def check_health(service: str) -> Operation[HealthRequest, Health]:
    """The health operation of `service`."""
    return Operation(service, "check_health", HealthRequest, Health)
