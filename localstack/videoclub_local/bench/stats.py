"""Stats at size: how fast events are taken in, and a report over a million rentals held against counting them.

Rental's part runs in processes of its own, as its functions do; so the bot's memory is the bot's alone.
"""

import json
import multiprocessing
import resource
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import rental.internal
from rental.settings import RentalSettings
from rental.wiring import wire as wire_rental
from stats.adapters.postgres_days import PostgresDays
from stats.adapters.postgres_reports import PostgresReports
from stats.adapters.postgres_viewings import PostgresViewings
from stats.edition import JSON_FILE, Edition
from stats.periods import Period
from stats.reading_days import DayReading
from stats.report.figures import Report
from stats.reporting import Reporting
from videoclub.contracts import ContractModel, Operation
from videoclub.contracts.movies import DESCRIBE_MOVIES, Movies
from videoclub.contracts.rental import RENTALS_OF_DAY_SHARD
from videoclub.contracts.users import Countries
from videoclub.drivers.postgres import Postgres
from videoclub_local.bench.databases import bench_database
from videoclub_local.bench.generated_rentals import DAY, GeneratedDay, generated_events, load_rental, load_viewings
from videoclub_local.bench.rental import endpoint_of, rental_keyspace
from videoclub_local.stores.cql import CassandraEndpoint, admin_session

SECONDS_AIM, MEMORY_AIM_MB = 60, 512
RENTAL_PROCESSES = 2
EVENTS, EVENTS_PER_BATCH = 20_000, 100
NOW = DAY.end + timedelta(hours=1)


@dataclass(frozen=True)
class StatsStores:
    """Stores of the bench's own, and how Rental reaches the one it reads."""

    database_url: str
    rental: RentalSettings

    def day(self, rentals: int) -> GeneratedDay:
        """The generated day."""
        return GeneratedDay(rentals)

    def load_day(self, rentals: int) -> float:
        """Write a day of so many rentals to both stores; gives the seconds it took."""
        began, day = time.perf_counter(), self.day(rentals)
        with admin_session(endpoint_of(self.rental)) as session:
            session.set_keyspace(self.rental.cassandra_keyspace)
            load_rental(session, day, self.rental.day_shards)
        load_viewings(self.database_url, day)
        return time.perf_counter() - began


@contextmanager
def stats_stores(postgres_url: str, cassandra: CassandraEndpoint, functions: Path) -> Iterator[StatsStores]:
    """A database and a keyspace of the bench's own on the running stores; gone afterwards."""
    with (
        bench_database(postgres_url, "bench_stats", functions / "stats" / "migrations") as url,
        rental_keyspace(cassandra, functions / "rental" / "migrations") as settings,
    ):
        yield StatsStores(url, settings.model_copy(update={"cursor_key": secrets.token_urlsafe()}))


@dataclass(frozen=True)
class Reported:
    """What a report took, and in what it differs from counting by hand: nothing, as it should be."""

    seconds: float
    memory_mb: float
    rentals: int
    differences: list[str]


def measure_ingest(url: str, events: int = EVENTS) -> float:
    """Events a second, in batches as the queue gives them, one batch after the other."""
    store = PostgresViewings(Postgres(url))
    generated = generated_events(events)
    began = time.perf_counter()
    for first in range(0, len(generated), EVENTS_PER_BATCH):
        store.record_events(generated[first : first + EVENTS_PER_BATCH])
    return len(generated) / (time.perf_counter() - began)


def measure_report(url: str, settings: RentalSettings, day: GeneratedDay) -> Reported:
    """Make the report of the generated day in a fresh process, and hold it against `day`."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning) as bot:
        seconds, memory_mb, text = bot.submit(_make_report, url, settings).result()
    report = Report.of_json(text)
    return Reported(seconds, memory_mb, report.rentals, day.differences_from(report))


def _make_report(url: str, settings: RentalSettings) -> tuple[float, float, str]:
    postgres, kept = Postgres(url), _Kept()
    with ProcessPoolExecutor(RENTAL_PROCESSES, initializer=_be_rental, initargs=(settings,)) as pool:
        for started in [pool.submit(time.sleep, 0.1) for _ in range(RENTAL_PROCESSES)]:
            started.result()  # a function's start is no part of what is measured
        services = _Services(pool)
        index = PostgresReports(postgres)
        reporting = Reporting(services, DayReading(services, PostgresDays(postgres)), kept, kept, index)
        began = time.perf_counter()
        reporting.make_report(DAY, now=NOW, check_time=lambda: None)
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return seconds, peak / (1024 * 1024 if sys.platform == "darwin" else 1024), kept.text


@dataclass
class _Kept:
    """The report, kept in memory in place of S3."""

    text: str = ""

    def publish_report(self, edition: Edition) -> None:
        self.text = edition.files[JSON_FILE]

    def read_report(self, period: Period, name: str) -> str | None:
        return None

    def presign_report(self, period: Period, name: str, *, expires_in_s: int) -> str:
        raise NotImplementedError


@dataclass
class _Services:
    """Rental in processes, by the JSON that Lambda would carry; Movies and Users, who know nobody."""

    pool: ProcessPoolExecutor
    answers: dict[str, Callable[[], ContractModel]] = field(
        default_factory=lambda: {DESCRIBE_MOVIES.name: lambda: Movies(movies=[])}
    )

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        if operation.name != RENTALS_OF_DAY_SHARD.name:
            return cast("Any", self.answers.get(operation.name, lambda: Countries(countries={}))())
        message = {"operation": operation.name, "request": request.model_dump(mode="json"), "request_id": "bench"}
        reply = json.loads(self.pool.submit(_answer, json.dumps(message)).result())
        return operation.answer.model_validate(reply["answer"])


def _be_rental(settings: RentalSettings) -> None:
    wiring = wire_rental(settings)
    rental.internal.wired = lambda: wiring


def _answer(message: str) -> str:
    return json.dumps(rental.internal.handler(json.loads(message), None))
