"""The ports of Stats, each on its fake and on the real store."""

from collections.abc import Callable
from dataclasses import dataclass

import boto3
import pytest

from fakes.stats import MemoryViewings
from fakes.stats_reports import MemoryDays, MemoryLedger, MemoryReports
from stats.adapters.postgres_days import PostgresDays
from stats.adapters.postgres_reports import PostgresAnalyticsLedger, PostgresReports
from stats.adapters.postgres_viewings import PostgresViewings
from stats.ports.reports import AnalyticsLedger, DayStore, ReportIndex
from stats.ports.viewings import ViewingStore
from videoclub.drivers.postgres import Postgres

BUCKET = "reports-of-tests"


@pytest.fixture(scope="session")
def postgres(service_database: Callable[[str], str]) -> Postgres:
    return Postgres(service_database("stats"))


@pytest.fixture(params=["fake", "postgres"])
def viewings(request: pytest.FixtureRequest) -> ViewingStore:
    if request.param == "fake":
        return MemoryViewings()
    return PostgresViewings(request.getfixturevalue("postgres"))


@pytest.fixture(params=["fake", "postgres"])
def index(request: pytest.FixtureRequest) -> ReportIndex:
    if request.param == "fake":
        return MemoryReports()
    return PostgresReports(request.getfixturevalue("postgres"))


@pytest.fixture
def bucket(memory_aws: None) -> str:
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    return BUCKET


@dataclass(frozen=True)
class DayStores:
    """A store of days and the viewings beside it, on one ground."""

    days: DayStore
    viewings: ViewingStore


@pytest.fixture(params=["fake", "postgres"])
def stores(request: pytest.FixtureRequest) -> DayStores:
    if request.param == "fake":
        viewings = MemoryViewings()
        return DayStores(MemoryDays(viewings), viewings)
    postgres = request.getfixturevalue("postgres")
    return DayStores(PostgresDays(postgres), PostgresViewings(postgres))


@pytest.fixture(params=["fake", "postgres"])
def ledger(request: pytest.FixtureRequest) -> AnalyticsLedger:
    if request.param == "fake":
        return MemoryLedger()
    return PostgresAnalyticsLedger(request.getfixturevalue("postgres"))
