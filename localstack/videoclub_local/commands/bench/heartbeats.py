"""`videoclub bench heartbeats`."""

from rich.table import Table

from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.terminal import out


def heartbeats() -> None:
    """Heartbeats in Rental's service layer, beside the script alone, on the running stores. Takes some seconds."""
    from videoclub_local.bench.heartbeats import RATIO_BUDGET, measure_heartbeats, playback_wiring

    project = Project.here()
    platform = Platform.of(project)
    redis_url, migrations = platform.redis.admin_url, project.functions / "rental" / "migrations"
    with playback_wiring(redis_url, platform.cassandra.endpoint, migrations) as wiring:
        times = measure_heartbeats(wiring, redis_url)
    table = Table("Heartbeat", "Beats/s", "p50 ms", "p99 ms", "p50 / script", box=None)
    script = times[0]
    for time in times:
        ratio = time.p50_ms / script.p50_ms
        colour = "green" if ratio <= RATIO_BUDGET else "red"
        figures = (f"{time.per_second:.0f}", f"{time.p50_ms:.3f}", f"{time.p99_ms:.3f}")
        table.add_row(time.asked, *figures, f"[{colour}]{ratio:.2f}[/]")
    table.add_row("budget", "", "", "", f"{RATIO_BUDGET}")
    out.print(table)
