"""`videoclub bench notify`."""

from rich.table import Table

from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.report import report_on
from videoclub_local.terminal import out

NEWS_AIM_MS = 150


def notify() -> None:
    """From an admin's 2xx to the message in the FCM emulator's inbox, over 200 changes. Takes half a minute."""
    from videoclub_local.bench.notify import measure_notifications

    report = report_on(Platform.of(Project.here()))
    if report.state != "up" or not report.api_url or not report.fcm_inbox_url:
        raise PartError("The platform is not up; start it with `videoclub up` and measure again.")
    measured = measure_notifications(report.api_url, report.fcm_inbox_url, report.logins)
    table = Table(
        "Changes",
        "Request p50 ms",
        "Request to inbox p50 ms",
        "Answer to inbox p50 ms",
        "p99 ms",
        "Worst ms",
        "Aim p50 ms",
        box=None,
    )
    colour = "green" if measured.news_p50_ms <= NEWS_AIM_MS else "red"
    table.add_row(
        str(measured.changes),
        f"{measured.request_p50_ms:.1f}",
        f"{measured.whole_p50_ms:.1f}",
        f"[{colour}]{measured.news_p50_ms:.1f}[/]",
        f"{measured.news_p99_ms:.1f}",
        f"{measured.news_worst_ms:.1f}",
        str(NEWS_AIM_MS),
    )
    out.print(table)
