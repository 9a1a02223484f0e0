"""`videoclub bench gateway`."""

from rich.table import Table

from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.report import report_on
from videoclub_local.terminal import out


def gateway() -> None:
    """Latency of calls through the gateway, beside a MOCK route in the same run. Takes a minute."""
    from videoclub_local.bench.gateway import MOCK, measure_gateway

    report = report_on(Platform.of(Project.here()))
    if report.state != "up" or not report.api_url:
        raise PartError("The platform is not up; start it with `videoclub up` and measure again.")
    latencies = measure_gateway(report.api_url)
    mock_ms = {latency.connections: latency.p50_ms for latency in latencies if latency.route == MOCK}
    table = Table("Call", "Connections", "p50 ms", "p95 ms", "Requests/s", "p50 / MOCK", box=None)
    for latency in latencies:
        route = latency.route
        table.add_row(
            f"{route.method} {route.path}: {route.meaning}",
            str(latency.connections),
            f"{latency.p50_ms:.1f}",
            f"{latency.p95_ms:.1f}",
            f"{latency.per_second:.0f}",
            f"{latency.p50_ms / mock_ms[latency.connections]:.1f}",
        )
    out.print(table)
