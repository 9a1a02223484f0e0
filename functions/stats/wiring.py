"""The composition root of Stats: settings → adapters → use cases, once per environment."""

from dataclasses import dataclass
from functools import cache

from stats.adapters.ga4_reports import Ga4Reports
from stats.adapters.lambda_bot import LambdaBot
from stats.adapters.postgres_customer_data import PostgresCustomerData
from stats.adapters.postgres_days import PostgresDays
from stats.adapters.postgres_histories import PostgresHistories
from stats.adapters.postgres_reports import PostgresAnalyticsLedger, PostgresReports
from stats.adapters.postgres_viewings import PostgresViewings
from stats.adapters.s3_reports import S3Reports
from stats.adapters.s3_snapshots import MANIFEST_KEY, PREFIX, S3Snapshots
from stats.adapters.sqs_dead_letters import SqsDeadLetters
from stats.dead_letters import DeadLetterDesk
from stats.histories import Histories
from stats.ingesting import Ingest
from stats.movie_stats import MovieStats
from stats.ports.reports import Bot, DayStore, ReportFiles, ReportIndex, ReportSink
from stats.ports.viewings import CustomerData, DeadLetters, ViewingStore
from stats.reading_days import DayReading
from stats.reporting import Reporting
from stats.reports import Reports
from stats.settings import ApiSettings, BotSettings, InternalSettings, SnapshotSettings, StatsSettings, SweepSettings
from stats.snapshots import Snapshots
from stats.sweeping import Sweeping
from videoclub.clock import utc_now
from videoclub.contracts.stats import SnapshotPlace
from videoclub.cursors import Cursors
from videoclub.drivers.postgres import Postgres
from videoclub.health import HealthCheck
from videoclub.services import LambdaServices, Services

BOT_CALL_TIMEOUT_S = 30
"""The bot is in no hurry: a page of rentals may take a cold start and a slow disc."""


@dataclass(frozen=True)
class Wiring:
    """What all functions of Stats may use."""

    ingest: Ingest
    histories: Histories
    movie_stats: MovieStats
    customer_data: CustomerData
    health: HealthCheck


def wire(
    settings: StatsSettings | None = None,
    *,
    viewings: ViewingStore | None = None,
    customer_data: CustomerData | None = None,
) -> Wiring:
    """The use cases on real adapters, save those given."""
    settings = settings or StatsSettings.load()
    postgres = Postgres(settings.database_url)
    viewings = viewings or PostgresViewings(postgres)
    return Wiring(
        ingest=Ingest(viewings),
        histories=Histories(viewings, Cursors(settings.cursor_key)),
        movie_stats=MovieStats(viewings),
        customer_data=customer_data or PostgresCustomerData(postgres),
        health=HealthCheck("stats", {"postgres": postgres.ping}),
    )


def wire_reports(
    settings: ApiSettings | None = None,
    *,
    files: ReportFiles | None = None,
    index: ReportIndex | None = None,
    bot: Bot | None = None,
) -> Reports:
    """Reports for the API."""
    settings = settings or ApiSettings.load()
    return Reports(
        files or S3Reports(settings.reports_bucket),
        index or PostgresReports(Postgres(settings.database_url)),
        Cursors(settings.cursor_key),
        bot or LambdaBot(settings.bot_function),
    )


def wire_dead_letters(settings: ApiSettings | None = None, *, letters: DeadLetters | None = None) -> DeadLetterDesk:
    """Dead letters for the API."""
    settings = settings or ApiSettings.load()
    return DeadLetterDesk(letters or SqsDeadLetters(settings.dead_letters_queue_url, settings.events_queue_arn))


@dataclass(frozen=True)
class BotWiring:
    """What makes reports, and how it starts itself again."""

    reporting: Reporting
    itself: Bot


def wire_bot(
    settings: BotSettings | None = None,
    *,
    services: Services | None = None,
    days: DayStore | None = None,
    archive: ReportSink | None = None,
    files: ReportFiles | None = None,
    index: ReportIndex | None = None,
    itself: Bot | None = None,
) -> BotWiring:
    """The bot on real adapters, save those given."""
    settings = settings or BotSettings.load()
    postgres = Postgres(settings.database_url)
    functions = {
        "rental": settings.rental_function,
        "movies": settings.movies_function,
        "users": settings.users_function,
    }
    services = services or LambdaServices(functions, BOT_CALL_TIMEOUT_S)
    return BotWiring(
        Reporting(
            services=services,
            reading=DayReading(services, days or PostgresDays(postgres)),
            archive=archive or S3Reports(settings.reports_bucket),
            files=files or S3Reports(settings.reports_bucket),
            index=index or PostgresReports(postgres),
            supplements=_supplements(settings, postgres),
        ),
        itself or LambdaBot(settings.aws_lambda_function_name),
    )


def _supplements(settings: BotSettings, postgres: Postgres) -> tuple[ReportSink, ...]:
    if not settings.with_ga4:
        return ()
    ledger = PostgresAnalyticsLedger(postgres)
    return (Ga4Reports(settings.ga4_url, settings.ga4_measurement_id, settings.ga4_api_secret, ledger, clock=utc_now),)


@cache
def wired() -> Wiring:
    """The use cases of this environment."""
    return wire()


@cache
def wired_reports() -> Reports:
    """Reports, in the environment of the API."""
    return wire_reports()


@cache
def wired_dead_letters() -> DeadLetterDesk:
    """Dead letters, in the environment of the API."""
    return wire_dead_letters()


@cache
def wired_bot() -> BotWiring:
    """The bot, in its own environment."""
    return wire_bot()


@cache
def snapshot_place() -> SnapshotPlace:
    """Where snapshots lie, for those who ask."""
    return SnapshotPlace(bucket=InternalSettings.load().histories_bucket, manifest_key=MANIFEST_KEY, prefix=PREFIX)


@cache
def wired_snapshots() -> Snapshots:
    """Snapshots, in the environment of their job."""
    settings = SnapshotSettings.load()
    return Snapshots(PostgresHistories(Postgres(settings.database_url)), S3Snapshots(settings.histories_bucket))


@cache
def wired_sweeping() -> Sweeping:
    """The sweep, in the environment of its job."""
    settings = SweepSettings.load()
    postgres = Postgres(settings.database_url)
    return Sweeping(
        PostgresViewings(postgres), PostgresDays(postgres), settings.event_retention, settings.hour_retention
    )
