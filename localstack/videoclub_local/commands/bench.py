"""`videoclub bench`: figures beside what they are compared to."""

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from videoclub_local.parts import PartError
from videoclub_local.platform import Platform
from videoclub_local.project import Project
from videoclub_local.report import report_on
from videoclub_local.terminal import out

if TYPE_CHECKING:
    from videoclub_local.bench.init import InitTime
    from videoclub_local.bench.suggestions.ratings import Interactions

INIT_BUDGET_MS = 250
NEWS_AIM_MS = 150

app = typer.Typer(help="Measure the platform on this machine.", no_args_is_help=True)


@app.command()
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


@app.command()
def init(
    write: Annotated[Path | None, typer.Option(help="Also write the figures to this file, as Markdown.")] = None,
) -> None:
    """How long each function takes to start, as it is deployed; the platform need not run. Takes some minutes."""
    from videoclub_local.bench.init import markdown, measure_inits
    from videoclub_local.build.project import build_archives

    project = Project.here()
    build = build_archives(project.root, project.home, project.environment)
    table = Table("Function", "INIT ms", "Processor ms", "Memory MiB", "Archive KiB", box=None)
    measured = list["InitTime"]()
    for each in measure_inits(build, project.root):
        measured.append(each)
        colour = "green" if each.init_ms <= INIT_BUDGET_MS else "red"
        figures = (f"{each.cpu_ms:.0f}", f"{each.rss_mb:.0f}", f"{each.zip_kb:.0f}")
        table.add_row(each.function, f"[{colour}]{each.init_ms:.0f}[/]", *figures)
    out.print(table)
    if write:
        write.write_text(markdown(build, measured), encoding="utf-8")
        out.print(f"Wrote {write}.")


@app.command()
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


@app.command()
def search() -> None:
    """Search among 100,000 generated films, in a database of its own on the running PostgreSQL. Takes some minutes."""
    from videoclub_local.bench.databases import bench_database
    from videoclub_local.bench.search import P50_BUDGET_MS, P99_BUDGET_MS, load_shop, measure_search

    project = Project.here()
    admin_url = Platform.of(project).postgres.admin_url
    with bench_database(admin_url, "bench_search", project.functions / "movies" / "migrations") as url:
        films, names, seconds = load_shop(url)
        out.print(f"{len(films)} films and {len(names)} people, loaded in {seconds:.0f} s.")
        table = Table("Asked", "p50 ms", "p99 ms", box=None)
        for time in measure_search(url, films, names):
            figures = ((time.p50_ms, P50_BUDGET_MS), (time.p99_ms, P99_BUDGET_MS))
            table.add_row(time.asked, *(f"[{'green' if ms <= most else 'red'}]{ms:.1f}[/]" for ms, most in figures))
        table.add_row("budget", f"{P50_BUDGET_MS:.0f}", f"{P99_BUDGET_MS:.0f}")
        out.print(table)


@app.command()
def sign_in() -> None:
    """Whether the time of an answer tells known addresses from unknown ones, on the running PostgreSQL."""
    from videoclub_local.bench.databases import bench_database
    from videoclub_local.bench.sign_in import DIFFERENCE_MAX, measure_sign_in

    project = Project.here()
    admin_url = Platform.of(project).postgres.admin_url
    table = Table("Asked", "Known p50 ms", "Unknown p50 ms", "Apart", box=None)
    with bench_database(admin_url, "bench_sign_in", project.functions / "users" / "migrations") as url:
        for answered in measure_sign_in(url):
            colour = "green" if answered.difference <= DIFFERENCE_MAX else "red"
            figures = (f"{answered.known_ms:.1f}", f"{answered.unknown_ms:.1f}")
            table.add_row(answered.asked, *figures, f"[{colour}]{answered.difference:.0%}[/]")
    out.print(table)


@app.command()
def rental() -> None:
    """Renting beside its raw statements, in a keyspace of its own on the running Cassandra. Takes a minute."""
    from videoclub_local.bench.rental import RATIO_BUDGET, measure_rentals, rental_keyspace

    project = Project.here()
    endpoint = Platform.of(project).cassandra.endpoint
    with rental_keyspace(endpoint, project.functions / "rental" / "migrations") as settings:
        measured = measure_rentals(settings)
    table = Table("Call", "p50 ms", "p99 ms", "Per second", box=None)
    for row in measured.times:
        table.add_row(row.what, f"{row.p50_ms:.1f}", f"{row.p99_ms:.1f}", f"{row.per_second:.0f}")
    out.print(table)
    colour = "green" if measured.ratio <= RATIO_BUDGET else "red"
    out.print(f"A rental takes [{colour}]{measured.ratio:.2f}[/] times its raw statements (budget {RATIO_BUDGET}).")


@app.command()
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


@app.command()
def stats(
    rentals: Annotated[int, typer.Option(min=1000, help="How many rentals the day of the report has.")] = 1_000_000,
) -> None:
    """Events a second, and the report of a generated day beside counting it by hand. Takes some minutes.

    It uses a database and a keyspace of its own on the running PostgreSQL and Cassandra.
    """
    from videoclub_local.bench.stats import MEMORY_AIM_MB, SECONDS_AIM, measure_ingest, measure_report, stats_stores

    project = Project.here()
    platform = Platform.of(project)
    with stats_stores(platform.postgres.admin_url, platform.cassandra.endpoint, project.functions) as stores:
        out.print(f"{measure_ingest(stores.database_url):.0f} events/s taken in.")
        out.print(f"{rentals} rentals, loaded in {stores.load_day(rentals):.0f} s.")
        reported = measure_report(stores.database_url, stores.rental, stores.day(rentals))
        table = Table("Rentals", "Report s", "Aim s", "Memory MB", "Aim MB", "Counted by hand", box=None)
        table.add_row(
            str(reported.rentals),
            f"[{'green' if reported.seconds <= SECONDS_AIM else 'red'}]{reported.seconds:.1f}[/]",
            str(SECONDS_AIM),
            f"[{'green' if reported.memory_mb <= MEMORY_AIM_MB else 'red'}]{reported.memory_mb:.0f}[/]",
            str(MEMORY_AIM_MB),
            f"[red]differs: {', '.join(reported.differences)}[/]" if reported.differences else "[green]equal[/]",
        )
        out.print(table)


@app.command()
def sizes() -> None:
    """Bytes of a row, with its indexes, and of a key, in databases of their own on the running stores. A minute."""
    from videoclub_local.bench.sizes import cassandra_sizes, postgres_sizes, redis_sizes

    project = Project.here()
    platform = Platform.of(project)
    postgres_url, redis_url = platform.postgres.admin_url, platform.redis.admin_url
    endpoint = platform.cassandra.endpoint
    table = Table("Store", "One", "Bytes", box=None)
    for found in (
        *postgres_sizes(postgres_url, project.functions),
        *cassandra_sizes(endpoint),
        *redis_sizes(redis_url, endpoint, project.functions),
    ):
        table.add_row(found.store, found.thing, f"{found.bytes_each:.0f}")
    out.print(table)


@app.command()
def customers(
    number: Annotated[int, typer.Option("--customers", min=100, help="They rent ten films each.")] = 1_000_000,
) -> None:
    """Questions about a million generated customers, in a database of its own on the running PostgreSQL.

    Takes some minutes, and 5 GB of disk for as long.
    """
    from videoclub_local.bench.customer_loading import load_customers
    from videoclub_local.bench.customers import measure_customers
    from videoclub_local.bench.databases import bench_database

    project = Project.here()
    admin_url = Platform.of(project).postgres.admin_url
    with bench_database(admin_url, "bench_customers", project.functions / "users" / "migrations") as url:
        begun = perf_counter()
        rentals = load_customers(url, number)
        out.print(f"{number} customers and {rentals} rentals, loaded in {perf_counter() - begun:.0f} s.")
        table = Table("Asked", "p50 ms", "p99 ms", "Aim p50 ms", box=None)
        for took in measure_customers(url):
            colour = "green" if took.aim_ms is None or took.p50_ms <= took.aim_ms else "red"
            aim = "" if took.aim_ms is None else f"{took.aim_ms:.0f}"
            table.add_row(took.asked, f"[{colour}]{took.p50_ms:.1f}[/]", f"{took.p99_ms:.1f}", aim)
        out.print(table)


@app.command()
def suggestions(
    ratings: Annotated[
        Path | None,
        typer.Option(
            help="A file of `user,item,rating,timestamp` (tabs, commas or `::`) in place of generated rentals.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    least_rating: Annotated[
        float, typer.Option(help="From which rating on a film is liked; strong generalisation counts those only.")
    ] = 4.0,
    seed: int = 0,
) -> None:
    """Suggestions beside popularity, item-kNN, EASE, EDLAE and implicit's ALS, all tuned. Takes some minutes."""
    from videoclub_local.bench.suggestions.generated_rentals import REGIMES, generate_rentals
    from videoclub_local.bench.suggestions.ratings import RatingsError, read_ratings

    if ratings:
        try:
            data = read_ratings(ratings)
        except RatingsError as error:
            raise PartError(str(error)) from error
        _print_quality(str(ratings), data, least_rating, seed)
        return
    for regime in REGIMES:
        _print_quality(regime.name, generate_rentals(regime, seed), least_rating, seed)
    _print_speed()
    _print_serving()


def _print_quality(name: str, data: "Interactions", least_rating: float, seed: int) -> None:
    from videoclub_local.bench.suggestions.comparing import (
        compare_by_leave_last_out,
        compare_by_strong_generalisation,
    )

    out.print(f"{name}: {len(data.users)} interactions")
    table = Table("Strong generalisation", "Recall@20", "Recall@50", "NDCG@100", "/ EASE", box=None)
    compared = compare_by_strong_generalisation(data.rated_at_least(least_rating), seed)
    ease = next((each.quality.ndcg_100 for each in compared if each.method == "EASE"), float("nan"))
    for each in compared:
        figures = (each.quality.recall_20, each.quality.recall_50, each.quality.ndcg_100, each.quality.ndcg_100 / ease)
        table.add_row(each.method, *(f"{figure:.3f}" for figure in figures))
    out.print(table)
    table = Table("Leave-last-out", "HR@10", "NDCG@10", box=None)
    for each in compare_by_leave_last_out(data, seed):
        table.add_row(each.method, f"{each.quality.hit_rate_10:.3f}", f"{each.quality.ndcg_10:.3f}")
    out.print(table)


def _print_speed() -> None:
    from videoclub_local.bench.suggestions.speed import (
        FIT_BUDGET_S,
        LISTS_PER_S_BUDGET,
        MEMORY_BUDGET_MB,
        MODEL_BUDGET_MB,
        measure_speed,
    )

    rentals, speeds = measure_speed()
    table = Table(f"{rentals} rentals", "Fit s", "Lists/s", "Peak MB", "Model MB", box=None)
    for speed in speeds:
        table.add_row(
            speed.method,
            f"{speed.fit_s:.1f}",
            f"{speed.lists_per_s:.0f}",
            f"{speed.peak_mb:.0f}",
            f"{speed.model_mb:.1f}",
        )
    table.add_row(
        "budget", f"{FIT_BUDGET_S:.0f}", str(LISTS_PER_S_BUDGET), str(MEMORY_BUDGET_MB), f"{MODEL_BUDGET_MB:.0f}"
    )
    out.print(table)


def _print_serving() -> None:
    from videoclub_local.bench.suggestions.serving import OWN_TIME_BUDGET_MS, measure_serving

    served = measure_serving(Platform.of(Project.here()).redis.admin_url)
    colour = "green" if served.own_ms <= OWN_TIME_BUDGET_MS else "red"
    out.print(
        f"A list is served in {served.read_ms:.2f} ms, a round trip to Redis takes {served.round_trip_ms:.2f} ms: "
        f"[{colour}]{served.own_ms:.2f} ms[/] of its own (budget {OWN_TIME_BUDGET_MS:.0f} ms)."
    )


@app.command()
def frontend() -> None:
    """First visits in headless Chromium over the gateway, with a throttled phone and at a desk. Takes a minute."""
    from videoclub_local.bench import frontend as site

    report = report_on(Platform.of(Project.here()))
    if report.state != "up" or not report.site_url or not report.api_url:
        raise PartError("The platform is not up; start it with `videoclub up` and measure again.")
    table = Table("Page", "On", "FCP ms", "LCP ms", "CLS", "Requests", "KB", "Script KB gzip", "CSS KB gzip", box=None)
    budgets = (site.FCP_BUDGET_MS, site.LCP_BUDGET_MS, site.CLS_BUDGET, site.SCRIPT_BUDGET_KB, site.STYLE_BUDGET_KB)
    for visit in site.measure_frontend(report.site_url, report.api_url, report.logins):
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
