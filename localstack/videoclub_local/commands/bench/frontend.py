"""`videoclub bench frontend`."""

from typing import Annotated

import typer
from rich.table import Table

from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.report import report_on
from videoclub_local.terminal import out


def frontend(visits: Annotated[int, typer.Option(min=1, help="Visits of each page.")] = 3) -> None:
    """First visits in headless Chromium over the gateway, with a throttled phone and at a desk: p50 of each figure."""
    from videoclub_local.bench import frontend as site

    report = report_on(Platform.of(Project.here()))
    if report.state != "up" or not report.site_url or not report.api_url:
        raise PartError("The platform is not up; start it with `videoclub up` and measure again.")
    table = Table("Page", "On", "FCP ms", "LCP ms", "CLS", "Requests", "KB", "Script KB gzip", "CSS KB gzip", box=None)
    budgets = (site.FCP_BUDGET_MS, site.LCP_BUDGET_MS, site.CLS_BUDGET, site.SCRIPT_BUDGET_KB, site.STYLE_BUDGET_KB)
    for visit in site.measure_frontend(report.site_url, report.api_url, report.logins, visits):
        figures = (
            f"{visit.fcp_ms:.0f}",
            f"{visit.lcp_ms:.0f}",
            f"{visit.cls:.3f}",
            f"{visit.script_kb:.1f}",
            f"{visit.style_kb:.1f}",
        )
        fcp, lcp, cls, script, style = (
            f"[{'green' if float(figure) <= budget else 'red'}]{figure}[/]"
            for figure, budget in zip(figures, budgets, strict=True)
        )
        table.add_row(visit.page, visit.device, fcp, lcp, cls, str(visit.requests), f"{visit.kb:.0f}", script, style)
    fcp, lcp, cls, script, style = (f"{budget:g}" for budget in budgets)
    table.add_row("budget", "", fcp, lcp, cls, "", "", script, style)
    out.print(table)
