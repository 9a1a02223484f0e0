"""How long renting takes beside the same statements sent raw by the driver, on a running Cassandra, in the same run."""

import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cassandra.cluster import Session
from cassandra.query import BatchStatement

from rental.adapters import rental_statements as cql
from rental.adapters.cassandra_reminders import CassandraReminders
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.cassandra_session import CassandraSession
from rental.adapters.rental_rows import facts_of, shard_of
from rental.adapters.simulated_payments import SimulatedPayments
from rental.day_shards import DayShards
from rental.news import News
from rental.ports import Payments
from rental.rental import Rental, payment_id_of
from rental.renting import RentalRequest, Renting
from rental.settings import RentalSettings
from videoclub.clock import utc_now
from videoclub.contracts.movies import Quote
from videoclub.ids import CustomerId, MovieId, RentalId, new_id
from videoclub.values import Money, Text
from videoclub_local.migrations import apply_cql
from videoclub_local.provision import provision_cassandra
from videoclub_local.stores.cql import CassandraEndpoint, admin_session

RATIO_BUDGET = 2.5
RENTALS = 400
WARM_UP = 40
CLIENTS = 8
LISTED = 1_000
PAGE = 100
CONNECTS = 10
DAY_SHARDS = 8
_KEYSPACE = "rental_bench"


@dataclass(frozen=True)
class RentalTime:
    """What one kind of call took."""

    what: str
    p50_ms: float
    p99_ms: float
    per_second: float | None = None


@dataclass(frozen=True)
class RentalTimes:
    """The measurements, and how many times as long as the raw statements a rental takes (p50)."""

    times: list[RentalTime]
    ratio: float


@contextmanager
def rental_keyspace(admin: CassandraEndpoint, migrations: Path) -> Iterator[RentalSettings]:
    """A keyspace of Rental of its own on a running node, empty; gone afterwards."""
    with admin_session(admin) as session:
        session.execute(f"DROP KEYSPACE IF EXISTS {_KEYSPACE}")
    endpoint = provision_cassandra(admin, _KEYSPACE, secrets.token_urlsafe())
    try:
        apply_cql(endpoint, _KEYSPACE, migrations)
        yield RentalSettings(
            cassandra_hosts=",".join(endpoint.hosts),
            cassandra_port=endpoint.port,
            cassandra_username=endpoint.username,
            cassandra_password=endpoint.password,
            cassandra_keyspace=_KEYSPACE,
            redis_url="",
            cursor_key="",
            movies_function="",
            event_bus="",
            media_bucket="",
        )
    finally:
        with admin_session(admin) as session:
            session.execute(f"DROP KEYSPACE {_KEYSPACE}")
            session.execute(f"DROP ROLE {_KEYSPACE}")


def endpoint_of(settings: RentalSettings) -> CassandraEndpoint:
    """The node that the settings of `rental_keyspace` name; they have a role and its password."""
    return CassandraEndpoint(
        tuple(settings.cassandra_hosts.split(",")),
        settings.cassandra_port,
        settings.cassandra_username or "",
        settings.cassandra_password or "",
    )


def measure_rentals(settings: RentalSettings) -> RentalTimes:
    """Rent by the service layer and by raw statements in turn, so that both meet the machine in the same moments."""
    session = CassandraSession(settings)
    renting, paid = _renting(session, _PaidElsewhere()), _renting(session, SimulatedPayments(session))
    with _raw_session(settings) as raw:
        statements = _RawStatements(raw)
        for _ in range(WARM_UP):
            _rent(renting)
            _rent(paid)
            statements.rent(_a_rental())
        took: dict[str, list[float]] = {"raw": [], "service": [], "paid": []}
        for _ in range(RENTALS):
            took["raw"].append(_timed(lambda: statements.rent(_a_rental())))
            took["service"].append(_timed(lambda: _rent(renting)))
            took["paid"].append(_timed(lambda: _rent(paid)))
        many_raw = _at_once(lambda: statements.rent(_a_rental()))
        many = _at_once(lambda: _rent(renting))
    raw_time = _summary("raw: two LWTs and the batch of listings", took["raw"])
    service_time = _summary("service, paid elsewhere", took["service"])
    times = [
        raw_time,
        service_time,
        _summary("service, paid by the test provider's books", took["paid"]),
        _summary(f"raw, {CLIENTS} at once", *many_raw),
        _summary(f"service, {CLIENTS} at once", *many),
        *_reading(session, renting),
        _connecting(settings),
    ]
    session.close()
    return RentalTimes(times, service_time.p50_ms / raw_time.p50_ms)


@dataclass(frozen=True)
class _RawStatements:
    """What a rental cannot do without, with nothing around it. On one node every consistency level costs the same."""

    session: Session
    prepared: dict[str, Any] = field(default_factory=dict[str, Any])

    def __post_init__(self) -> None:
        statements = (cql.CLAIM, cql.RECORD, cql.LIST_BY_CUSTOMER, cql.LIST_BY_MOVIE, cql.LIST_BY_DAY)
        for statement in statements:
            self.prepared[statement] = self.session.prepare(statement)

    def rent(self, rental: Rental) -> None:
        prepared, facts, day = self.prepared, facts_of(rental), rental.rented_at.date()
        self.session.execute(prepared[cql.CLAIM].bind(facts | {"ttl": 33 * 86_400}))
        self.session.execute(prepared[cql.RECORD].bind(facts))
        batch = BatchStatement()
        batch.add(prepared[cql.LIST_BY_CUSTOMER].bind(facts))
        by_movie = ("movie_id", "rented_at", "rental_id", "customer_id", "price_amount", "price_currency")
        batch.add(prepared[cql.LIST_BY_MOVIE].bind({name: facts[name] for name in by_movie} | {"day": day}))
        batch.add(prepared[cql.LIST_BY_DAY].bind(facts | {"day": day, "shard": shard_of(rental.id, DAY_SHARDS)}))
        self.session.execute(batch)


@contextmanager
def _raw_session(settings: RentalSettings) -> Iterator[Session]:
    with admin_session(endpoint_of(settings)) as session:
        session.set_keyspace(settings.cassandra_keyspace)
        yield session


class _PaidElsewhere:
    """A provider that answers at once."""

    def charge(self, key: str, amount: Money, method: str) -> str:
        return key

    def find_charge(self, key: str) -> str | None:
        return key

    def refund(self, key: str) -> None:
        return


class _AnyFilm:
    def quote_movie(self, movie_id: MovieId) -> Quote:
        return Quote(
            movie_id=movie_id,
            title=Text(en="A film", fr="Un film"),
            price=Money.eur("3.99"),
            start_within=timedelta(days=30),
            watch_within=timedelta(hours=48),
            archived=False,
            media_key="clips/heart.mp4",
            duration_s=45,
        )


class _Nobody:
    def publish(self, events: object) -> None:
        return


def _renting(session: CassandraSession, payments: Payments) -> Renting:
    reminders = CassandraReminders(session, DAY_SHARDS)
    rentals = CassandraRentals(session, DayShards(DAY_SHARDS))
    return Renting(rentals, reminders, _AnyFilm(), payments, News(_Nobody(), reminders))


def _rent(renting: Renting, customer_id: str | None = None) -> Rental:
    request = RentalRequest(CustomerId(customer_id or new_id()), MovieId(new_id()), "test-ok", new_id())
    return renting.rent_movie(request, now=utc_now())


def _a_rental() -> Rental:
    quote, rental_id = _AnyFilm().quote_movie(MovieId(new_id())), RentalId(new_id())
    return Rental(
        id=rental_id,
        customer_id=CustomerId(new_id()),
        movie_id=quote.movie_id,
        movie_title=quote.title,
        price=quote.price,
        payment_id=payment_id_of(rental_id),
        payment_method="test-ok",
        rented_at=utc_now(),
        start_within=quote.start_within,
        watch_within=quote.watch_within,
        media_key=quote.media_key,
        duration_s=quote.duration_s,
        request_hash="0" * 64,
    )


def _reading(session: CassandraSession, renting: Renting) -> list[RentalTime]:
    """What somebody rented who has rented a thousand films: the first page, and all pages."""
    customer_id = CustomerId(new_id())
    begun = datetime.now(UTC)
    for number in range(LISTED):
        past = _a_rental()
        at = (begun - timedelta(minutes=number)).replace(microsecond=0)
        renting.rentals.list_rental(replace(past, customer_id=customer_id, rented_at=at))

    def page(after: Any = None) -> Any:
        return renting.list_rentals(customer_id, state=None, after=after, limit=PAGE, now=begun)[1]

    def all_pages() -> None:
        after = page()
        while after is not None:
            after = page(after)

    return [
        _summary(f"my rentals, the first {PAGE} of {LISTED}", [_timed(page) for _ in range(100)]),
        _summary(f"my rentals, all {LISTED}", [_timed(all_pages) for _ in range(20)]),
    ]


def _connecting(settings: RentalSettings) -> RentalTime:
    def connect() -> None:
        session = CassandraSession(settings)
        session.run(cql.PING, {})
        session.close()

    return _summary("connecting, and a first statement", [_timed(connect) for _ in range(CONNECTS)])


def _at_once(work: Callable[[], object]) -> tuple[list[float], float]:
    """How long each took with CLIENTS at once, and how many were done in a second."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        took = list(pool.map(lambda _: _timed(work), range(RENTALS)))
    return took, RENTALS / (time.perf_counter() - begun)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _summary(what: str, took_ms: list[float], per_second: float | None = None) -> RentalTime:
    hundredths = statistics.quantiles(took_ms, n=100)
    alone = 1000 / statistics.fmean(took_ms)
    return RentalTime(what, hundredths[49], hundredths[98], per_second or alone)
