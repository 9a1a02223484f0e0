"""How long a call takes through the gateway, by what it does, beside a MOCK route that does nothing."""

import statistics
import threading
import time
from dataclasses import dataclass
from http import HTTPMethod

import httpx

CONNECTIONS = (1, 8)
WARM_UP_SECONDS = 1.0
SECONDS = 4.0
TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class Route:
    """A call to measure; `meaning` says what it goes through."""

    meaning: str
    method: HTTPMethod
    path: str


@dataclass(frozen=True)
class Latency:
    """What a route took on so many connections, over SECONDS."""

    route: Route
    connections: int
    p50_ms: float
    p95_ms: float
    per_second: float


MOCK = Route("the gateway alone (MOCK)", HTTPMethod.OPTIONS, "/movies")
ROUTES = (
    MOCK,
    Route("a function, no store (401)", HTTPMethod.GET, "/me"),
    Route("a function and PostgreSQL", HTTPMethod.GET, "/movies?limit=20"),
    Route("a function and Redis", HTTPMethod.GET, "/trending"),
    Route("the gateway and S3", HTTPMethod.GET, "/config.json"),
)


def measure_gateway(api_url: str) -> list[Latency]:
    """Every route on every number of connections, in turns, so that a slow moment of the machine meets all alike."""
    for route in ROUTES:
        _load(api_url, route, 1, WARM_UP_SECONDS)
    return [_load(api_url, route, connections, SECONDS) for connections in CONNECTIONS for route in ROUTES]


def _load(api_url: str, route: Route, connections: int, seconds: float) -> Latency:
    latencies_ms: list[float] = []
    end = time.perf_counter() + seconds

    def call() -> None:
        with httpx.Client(timeout=TIMEOUT_SECONDS) as client:
            while (begun := time.perf_counter()) < end:
                client.request(route.method, f"{api_url}{route.path}")
                latencies_ms.append((time.perf_counter() - begun) * 1000)

    threads = [threading.Thread(target=call) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    twentieths = statistics.quantiles(latencies_ms, n=20)
    return Latency(route, connections, twentieths[9], twentieths[18], len(latencies_ms) / seconds)
