"""Viewings in PostgreSQL. Every statement gives the same row whatever the order of the events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from stats.day_report import DayViewing
from stats.periods import Period
from stats.viewing import Viewing, is_completed
from videoclub.contracts.rental import RentalFact
from videoclub.drivers.postgres import Postgres, Row
from videoclub.events import AnyRentalEvent, RentalCancelled, RentalCreated, RentalExpired, RentalStarted, RentalWatched
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money

if TYPE_CHECKING:
    from psycopg import Connection

_PROCESSED = """
    insert into processed_events (event_id, occurred_at) values (%(event_id)s, %(occurred_at)s) on conflict do nothing
"""
_CREATED = """
    insert into viewings (rental_id, customer_id, movie_id, rented_at, amount, currency, told)
    values (%(rental_id)s, %(customer_id)s, %(movie_id)s, %(occurred_at)s, %(amount)s, %(currency)s, true)
    on conflict (rental_id) do update
    set rented_at = excluded.rented_at, amount = excluded.amount, currency = excluded.currency, told = true
"""
_STARTED = """
    insert into viewings (rental_id, customer_id, movie_id, first_played_at)
    values (%(rental_id)s, %(customer_id)s, %(movie_id)s, %(occurred_at)s)
    on conflict (rental_id) do update
    set first_played_at = least(viewings.first_played_at, excluded.first_played_at)
"""
_WATCHED = """
    insert into viewings (rental_id, customer_id, movie_id, watched_s, position_s, duration_s, last_watched_at,
                          completed_at)
    values (%(rental_id)s, %(customer_id)s, %(movie_id)s, %(watched_s)s, %(position_s)s, %(duration_s)s,
            %(occurred_at)s, %(completed_at)s)
    on conflict (rental_id) do update
    set watched_s = viewings.watched_s + excluded.watched_s,
        position_s = greatest(viewings.position_s, excluded.position_s),
        duration_s = greatest(viewings.duration_s, excluded.duration_s),
        last_watched_at = greatest(viewings.last_watched_at, excluded.last_watched_at),
        completed_at = least(viewings.completed_at, excluded.completed_at)
"""
_WATCHED_ON_DAY = """
    insert into daily_viewings (day, rental_id, movie_id, watched_s)
    values ((%(occurred_at)s at time zone 'UTC')::date, %(rental_id)s, %(movie_id)s, %(watched_s)s)
    on conflict (day, rental_id) do update set watched_s = daily_viewings.watched_s + excluded.watched_s
"""
_CANCELLED = """
    insert into viewings (rental_id, customer_id, movie_id, cancelled_at)
    values (%(rental_id)s, %(customer_id)s, %(movie_id)s, %(occurred_at)s)
    on conflict (rental_id) do update set cancelled_at = least(viewings.cancelled_at, excluded.cancelled_at)
"""
_TAKE_IN = """
    insert into viewings (rental_id, customer_id, movie_id, rented_at, amount, currency)
    select * from unnest(%(rental_ids)s::text[], %(customer_ids)s::text[], %(movie_ids)s::text[],
                         %(rented_at)s::timestamptz[], %(amounts)s::numeric[], %(currencies)s::text[])
    on conflict (rental_id) do update
    set rented_at = excluded.rented_at, amount = excluded.amount, currency = excluded.currency
    where viewings.rented_at is null
"""
_COLUMNS = """
    rental_id, customer_id, movie_id, rented_at, amount, currency, first_played_at, last_watched_at, completed_at,
    watched_s, position_s, duration_s
"""
_IN_HISTORY = "rented_at is not null and cancelled_at is null"
_PAGE = f"""
    select {_COLUMNS} from viewings
    where customer_id = %(customer_id)s and {_IN_HISTORY}
      and (%(rented_at)s::timestamptz is null or (rented_at, rental_id) < (%(rented_at)s, %(rental_id)s))
    order by rented_at desc, rental_id desc limit %(limit)s
"""  # noqa: S608 - of constants
_HISTORY = f"""
    select {_COLUMNS} from viewings where customer_id = %s and {_IN_HISTORY} order by rented_at, rental_id
"""  # noqa: S608 - of constants
_HISTORIES = f"""
    select {_COLUMNS} from viewings
    where {_IN_HISTORY} and customer_id = any(array(
        select distinct customer_id from viewings where {_IN_HISTORY} and customer_id > %(after)s
        order by customer_id limit %(limit)s))
    order by customer_id, rented_at, rental_id
"""  # noqa: S608 - of constants
_WATCHED_BY_MOVIE = """
    select movie_id, sum(watched_s)::int as watched_s from daily_viewings where day = %s group by movie_id
"""
_DAY = """
    select (select count(*) from viewings where first_played_at >= %(start)s and first_played_at < %(end)s) as started,
           (select count(*) from viewings where completed_at >= %(start)s and completed_at < %(end)s) as completed
"""


@dataclass(frozen=True)
class PostgresViewings:
    """The ViewingStore on PostgreSQL."""

    postgres: Postgres

    def record_events(self, events: Sequence[AnyRentalEvent]) -> int:
        # In one order for everybody, so that batches that share a rental wait for each other rather than deadlock.
        ordered = sorted(events, key=lambda event: (event.rental_id, event.event_id))
        with self.postgres.transaction() as connection:
            return sum(_record(connection, event) for event in ordered)

    def record_rentals(self, rentals: Sequence[RentalFact]) -> int:
        ordered = sorted(rentals, key=lambda rental: rental.rental_id)
        ids = [rental.rental_id for rental in ordered]
        with self.postgres.transaction() as connection:
            connection.execute(
                _TAKE_IN,
                {
                    "rental_ids": ids,
                    "customer_ids": [rental.customer_id for rental in ordered],
                    "movie_ids": [rental.movie_id for rental in ordered],
                    "rented_at": [rental.rented_at for rental in ordered],
                    "amounts": [rental.price.amount for rental in ordered],
                    "currencies": [rental.price.currency for rental in ordered],
                },
            )
            told = connection.execute("select count(*) from viewings where rental_id = any(%s) and told", (ids,))
            return _count(told.fetchone())

    def read_viewings(
        self, customer_id: CustomerId, limit: int, before: tuple[datetime, RentalId] | None
    ) -> list[Viewing]:
        rented_at, rental_id = before or (None, None)
        values = {"customer_id": customer_id, "limit": limit, "rented_at": rented_at, "rental_id": rental_id}
        with self.postgres.transaction() as connection:
            return [_viewing(row) for row in connection.execute(_PAGE, values)]

    def read_histories(self, limit: int, after: CustomerId | None) -> list[list[Viewing]]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_HISTORIES, {"after": after or "", "limit": limit}).fetchall()
        return [list(own) for _, own in groupby(map(_viewing, rows), key=lambda viewing: viewing.customer_id)]

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        with self.postgres.transaction() as connection:
            return [_viewing(row) for row in connection.execute(_HISTORY, (customer_id,))]

    def count_told(self, period: Period) -> int:
        statement = "select count(*) from viewings where told and rented_at >= %s and rented_at < %s"
        with self.postgres.transaction() as connection:
            return _count(connection.execute(statement, (period.start, period.end)).fetchone())

    def read_day(self, period: Period) -> DayViewing:
        with self.postgres.transaction() as connection:
            by_movie = connection.execute(_WATCHED_BY_MOVIE, (period.day,)).fetchall()
            counts = connection.execute(_DAY, {"start": period.start, "end": period.end}).fetchone() or {}
        return DayViewing(
            watched_s={row["movie_id"]: row["watched_s"] for row in by_movie},
            started=counts["started"],
            completed=counts["completed"],
        )


def _record(connection: "Connection[Row]", event: AnyRentalEvent) -> bool:
    values: dict[str, Any] = {
        "event_id": event.event_id,
        "occurred_at": event.occurred_at,
        "rental_id": event.rental_id,
        "customer_id": event.customer_id,
        "movie_id": event.movie_id,
    }
    if connection.execute(_PROCESSED, values).rowcount == 0:
        return False
    match event:
        case RentalCreated(price=price):
            connection.execute(_CREATED, values | {"amount": price.amount, "currency": price.currency})
        case RentalStarted():
            connection.execute(_STARTED, values)
        case RentalWatched(watched_s=watched_s, position_s=position_s, duration_s=duration_s):
            values |= {"watched_s": watched_s, "position_s": position_s, "duration_s": duration_s}
            values["completed_at"] = event.occurred_at if is_completed(event) else None
            connection.execute(_WATCHED, values)
            connection.execute(_WATCHED_ON_DAY, values)
        case RentalCancelled():
            connection.execute(_CANCELLED, values)
        case RentalExpired():  # what was watched is known already
            pass
    return True


def _viewing(row: Row) -> Viewing:
    return Viewing(
        rental_id=RentalId(row["rental_id"]),
        customer_id=CustomerId(row["customer_id"]),
        movie_id=MovieId(row["movie_id"]),
        rented_at=row["rented_at"],
        price=Money(amount=row["amount"], currency=row["currency"]),
        first_played_at=row["first_played_at"],
        last_watched_at=row["last_watched_at"],
        completed_at=row["completed_at"],
        watched_s=row["watched_s"],
        position_s=row["position_s"],
        duration_s=row["duration_s"],
    )


def _count(row: Row | None) -> int:
    return row["count"] if row else 0
