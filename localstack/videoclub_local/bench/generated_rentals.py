"""A day of rentals, as many as wanted and always the same, written where a day's report is made from."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
from cassandra.cluster import Session
from cassandra.query import BatchStatement, BatchType, PreparedStatement

from rental.adapters.rental_rows import shard_of
from rental.adapters.rental_statements import LIST_BY_DAY
from stats.periods import Period
from stats.report.figures import Report
from videoclub.events import AnyRentalEvent, RentalCreated, RentalStarted, RentalWatched
from videoclub.ids import CustomerId, EventId, MovieId, RentalId
from videoclub.values import Money

DAY = Period(date(2026, 11, 21))
SEED = 1895
MOVIES, RENTALS_PER_CUSTOMER = 10_000, 2.5
PRICES = ("0.99", "1.99", "2.49", "2.99", "3.49", "3.99", "4.49")
UNTOLD_EVERY = 1000
"""One rental in so many was told of by no event."""
STARTED_SHARE = 0.8
ROWS_PER_BATCH, BATCHES_AT_ONCE = 40, 32
TITLE = "A film for measuring"


@dataclass(frozen=True, slots=True)
class GeneratedRental:
    """One rental of the day; `told` by an event, and played at once by most."""

    number: int
    customer: str
    movie: str
    rented_at: datetime
    price: str
    started_at: datetime | None

    @property
    def id(self) -> str:
        return f"00000000-0000-4000-8000-{self.number:012}"

    @property
    def told(self) -> bool:
        return self.number % UNTOLD_EVERY != 0


@dataclass(frozen=True)
class GeneratedDay:
    """`count` rentals of one day."""

    count: int

    def rentals(self) -> Iterator[GeneratedRental]:
        """The rentals, the same each time. Few films are rented often, as in a shop."""
        chance = random.Random(SEED)  # noqa: S311 - a day to count
        customers = int(self.count / RENTALS_PER_CUSTOMER)
        for number in range(self.count):
            rented_at = DAY.start + timedelta(seconds=chance.randrange(86_400), milliseconds=chance.randrange(1000))
            wait = timedelta(seconds=chance.randrange(7200))
            started_at = rented_at + wait if chance.random() < STARTED_SHARE else None
            yield GeneratedRental(
                number,
                f"10000000-0000-4000-8000-{chance.randrange(customers):012}",
                f"20000000-0000-4000-8000-{int(MOVIES * chance.random() ** 3):012}",
                rented_at,
                chance.choice(PRICES),
                started_at,
            )

    def differences_from(self, report: Report) -> list[str]:
        """Where the report says something else than counting each rental does."""
        by_movie, by_hour, by_price, started = Counter[str](), Counter[int](), Counter[str](), Counter[str]()
        customers, revenue, untold = set[str](), Decimal(), 0
        for each in self.rentals():
            by_movie[each.movie] += 1
            by_hour[each.rented_at.hour] += 1
            by_price[each.price] += 1
            customers.add(each.customer)
            revenue += Decimal(each.price)
            untold += not each.told
            if each.told and each.started_at and each.started_at < DAY.end:
                started[each.movie] += 1
        pairs: dict[str, tuple[object, object]] = {
            "rentals": (report.rentals, self.count),
            "revenue": ([amount.amount for amount in report.revenue], [revenue]),
            "customers": (report.customers, len(customers)),
            "films": ({movie.movie_id: movie.rentals for movie in report.movies if movie.rentals}, dict(by_movie)),
            "first plays": ({movie.movie_id: movie.started for movie in report.movies if movie.started}, dict(started)),
            "hours": ({hour.hour: hour.rentals for hour in report.hours if hour.rentals}, dict(by_hour)),
            "prices": ({str(price.price.amount): price.rentals for price in report.prices}, dict(by_price)),
            "untold": (report.differences.missing_events, untold),
            "unknown to Rental": (report.differences.unknown_to_rental, 0),
        }
        return [name for name, (reported, counted) in pairs.items() if reported != counted]


def load_rental(session: Session, day: GeneratedDay, shards: int) -> None:
    """Write the day's listing, and nothing else of the rentals: whole batches of one partition, many at once."""
    insert = session.prepare(LIST_BY_DAY)
    batches = _batches(day, insert, shards)
    with ThreadPoolExecutor(BATCHES_AT_ONCE) as pool:
        while some := list(itertools.islice(batches, BATCHES_AT_ONCE * 8)):
            list(pool.map(session.execute, some))


def _batches(day: GeneratedDay, insert: PreparedStatement, shards: int) -> Iterator[BatchStatement]:
    filling = {shard: BatchStatement(BatchType.UNLOGGED) for shard in range(shards)}
    for each in day.rentals():
        shard = shard_of(RentalId(each.id), shards)
        filling[shard].add(insert, _row(each, shard))
        if len(filling[shard]) == ROWS_PER_BATCH:
            yield filling[shard]
            filling[shard] = BatchStatement(BatchType.UNLOGGED)
    yield from (batch for batch in filling.values() if len(batch))


def _row(each: GeneratedRental, shard: int) -> dict[str, Any]:
    return {
        "day": DAY.first,
        "shard": shard,
        "rental_id": each.id,
        "customer_id": each.customer,
        "movie_id": each.movie,
        "title_en": TITLE,
        "title_fr": None,
        "price_amount": Decimal(each.price),
        "price_currency": "EUR",
        "payment_id": each.id,
        "payment_method": "test-ok",
        "rented_at": each.rented_at,
        "start_within_s": 2_592_000,
        "watch_within_s": 172_800,
        "media_key": "clips/eye.mp4",
        "duration_s": 60,
        "request_hash": "",
        "first_played_at": None,
        "cancelled_at": None,
    }


def load_viewings(url: str, day: GeneratedDay) -> None:
    """Write what events told of the day, as ingest would have left it."""
    columns = "rental_id, customer_id, movie_id, rented_at, amount, currency, told, first_played_at"
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("set statement_timeout = '30min'")
        with cursor.copy(f"copy viewings ({columns}) from stdin") as copy:
            for each in day.rentals():
                if each.told:
                    told = (
                        each.id,
                        each.customer,
                        each.movie,
                        each.rented_at,
                        each.price,
                        "EUR",
                        True,
                        each.started_at,
                    )
                    copy.write_row(told)


def generated_events(count: int) -> list[AnyRentalEvent]:
    """`count` events of rentals rented, started and watched twice, mixed as they would come; of days before DAY."""
    events: list[AnyRentalEvent] = []
    for each in GeneratedDay(count // 4).rentals():

        def facts(kind: str, at: datetime, each: GeneratedRental = each) -> dict[str, Any]:
            return {
                "event_id": EventId(f"{kind}-{each.number}"),
                "occurred_at": at,
                "rental_id": RentalId(f"told-{each.number}"),
                "customer_id": CustomerId(each.customer),
                "movie_id": MovieId(each.movie),
            }

        at = each.rented_at - timedelta(days=2)
        events.append(RentalCreated(price=Money.eur(each.price), **facts("created", at)))
        events.append(RentalStarted(**facts("started", at + timedelta(minutes=5))))
        for part in (1, 2):
            watched = {"position_s": 2000 * part, "duration_s": 4200, "watched_s": 2000}
            events.append(RentalWatched(**watched, **facts(f"watched-{part}", at + timedelta(minutes=40 * part))))
    random.Random(SEED).shuffle(events)  # noqa: S311
    return events
