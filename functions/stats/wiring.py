"""The composition root of Stats: settings → adapters → use cases, once per environment."""

from dataclasses import dataclass
from functools import cache

from stats.adapters.lambda_bot import LambdaBot
from stats.adapters.postgres_reports import PostgresReports
from stats.adapters.postgres_viewings import PostgresViewings
from stats.adapters.s3_reports import S3Reports
from stats.histories import Histories
from stats.ingesting import Ingest
from stats.ports import Bot, ReportFiles, ReportIndex, ViewingStore
from stats.reporting import Reporting, ReportRequests
from stats.settings import ApiSettings, StatsSettings
from videoclub.cursors import Cursors
from videoclub.drivers.postgres import Postgres
from videoclub.health import HealthCheck
from videoclub.services import LambdaServices, Services

RENTALS_PAGE_TIMEOUT_S = 30
"""The bot is in no hurry: a page of rentals may take a cold start and a slow disc."""


@dataclass(frozen=True)
class Wiring:
    """The use cases of Stats."""

    ingest: Ingest
    histories: Histories
    reporting: Reporting
    health: HealthCheck


def wire(
    settings: StatsSettings | None = None,
    *,
    viewings: ViewingStore | None = None,
    index: ReportIndex | None = None,
    files: ReportFiles | None = None,
    services: Services | None = None,
) -> Wiring:
    """The use cases on real adapters, save those given."""
    settings = settings or StatsSettings.load()
    postgres = Postgres(settings.database_url)
    viewings = viewings or PostgresViewings(postgres)
    cursors = Cursors(settings.cursor_key)
    return Wiring(
        ingest=Ingest(viewings),
        histories=Histories(viewings, cursors),
        reporting=Reporting(
            services=services or LambdaServices({"rental": settings.rental_function}, RENTALS_PAGE_TIMEOUT_S),
            viewings=viewings,
            files=files or S3Reports(settings.reports_bucket),
            index=index or PostgresReports(postgres),
            cursors=cursors,
        ),
        health=HealthCheck("stats", {"postgres": postgres.ping}),
    )


def wire_requests(settings: ApiSettings | None = None, *, bot: Bot | None = None) -> ReportRequests:
    """Requests to the bot, on the real one unless given."""
    settings = settings or ApiSettings.load()
    return ReportRequests(bot or LambdaBot(settings.bot_function))


@cache
def wired() -> Wiring:
    """The use cases of this environment."""
    return wire()


@cache
def wired_requests() -> ReportRequests:
    """Requests to the bot, in the environment of the API."""
    return wire_requests()
