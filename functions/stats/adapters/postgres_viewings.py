"""Viewings in PostgreSQL. Every statement gives the same row whatever the order of the events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, LiteralString

from stats.adapters.viewing_rows import COLUMNS, IN_HISTORY, viewing_of
from stats.movie_days import MovieDay, Revenue
from stats.viewing import Changes, HourViewing, Viewing, ViewingChange, add_up
from videoclub.drivers.postgres import Postgres, Row
from videoclub.events import AnyRentalEvent
from videoclub.ids import CustomerId, MovieId, RentalId

if TYPE_CHECKING:
    from psycopg import Connection

_PROCESSED = """
    insert into processed_events (event_id) select unnest(%s::text[]) on conflict do nothing returning event_id
"""
_CHANGE_VIEWINGS = """
    insert into viewings (rental_id, customer_id, movie_id, rented_at, amount, currency, told, first_played_at,
                          last_watched_at, completed_at, cancelled_at, cancellation_told, watched_s, position_s,
                          duration_s)
    select rental_id, customer_id, movie_id, rented_at, amount, currency, rented_at is not null, first_played_at,
           last_watched_at, completed_at, cancelled_at, cancelled_at is not null, watched_s, position_s, duration_s
    from unnest(%(rental_ids)s::text[], %(customer_ids)s::text[], %(movie_ids)s::text[], %(rented_at)s::timestamptz[],
                %(amounts)s::numeric[], %(currencies)s::text[], %(first_played_at)s::timestamptz[],
                %(last_watched_at)s::timestamptz[], %(completed_at)s::timestamptz[], %(cancelled_at)s::timestamptz[],
                %(watched_s)s::int[], %(position_s)s::int[], %(duration_s)s::int[])
         as told (rental_id, customer_id, movie_id, rented_at, amount, currency, first_played_at, last_watched_at,
                  completed_at, cancelled_at, watched_s, position_s, duration_s)
    on conflict (rental_id) do update
    set rented_at = coalesce(excluded.rented_at, viewings.rented_at),
        amount = coalesce(excluded.amount, viewings.amount),
        currency = coalesce(excluded.currency, viewings.currency),
        told = viewings.told or excluded.told,
        first_played_at = least(viewings.first_played_at, excluded.first_played_at),
        last_watched_at = greatest(viewings.last_watched_at, excluded.last_watched_at),
        completed_at = least(viewings.completed_at, excluded.completed_at),
        cancelled_at = least(viewings.cancelled_at, excluded.cancelled_at),
        cancellation_told = viewings.cancellation_told or excluded.cancellation_told,
        watched_s = viewings.watched_s + excluded.watched_s,
        position_s = greatest(viewings.position_s, excluded.position_s),
        duration_s = greatest(viewings.duration_s, excluded.duration_s),
        changed_at = now()
"""
_CHANGE_HOURS = """
    insert into hourly_viewings (hour, rental_id, movie_id, watched_s, position_s, duration_s)
    select * from unnest(%(hours)s::timestamptz[], %(rental_ids)s::text[], %(movie_ids)s::text[], %(watched_s)s::int[],
                         %(position_s)s::int[], %(duration_s)s::int[])
    on conflict (hour, rental_id) do update
    set watched_s = hourly_viewings.watched_s + excluded.watched_s,
        position_s = greatest(hourly_viewings.position_s, excluded.position_s),
        duration_s = greatest(hourly_viewings.duration_s, excluded.duration_s)
"""
_PAGE = f"""
    select {COLUMNS} from viewings
    where customer_id = %(customer_id)s and {IN_HISTORY}
      and (%(rented_at)s::timestamptz is null or (rented_at, rental_id) < (%(rented_at)s, %(rental_id)s))
    order by rented_at desc, rental_id desc limit %(limit)s
"""  # noqa: S608 - of constants
_HISTORY = f"""
    select {COLUMNS} from viewings where customer_id = %s and {IN_HISTORY} order by rented_at, rental_id
"""  # noqa: S608 - of constants
_MOVIE_DAYS = """
    select (rented_at at time zone 'UTC')::date as day, currency, count(*) as rentals, sum(amount) as amount,
           count(cancelled_at) as cancelled,
           coalesce(sum(amount) filter (where cancelled_at is not null), 0) as refunds,
           count(first_played_at) as started, count(completed_at) as completed, sum(watched_s)::bigint as watched_s
    from viewings where movie_id = %(movie_id)s and rented_at >= %(start)s and rented_at < %(end)s
    group by 1, 2 order by 1, 2
"""
_FORGET_EVENTS = """
    delete from processed_events where event_id = any(array(
        select event_id from processed_events where processed_at < %(before)s limit %(limit)s))
"""
_FORGET_HOURS = """
    delete from hourly_viewings where (hour, rental_id) in (
        select hour, rental_id from hourly_viewings where hour < %(before)s order by hour limit %(limit)s)
"""


@dataclass(frozen=True)
class PostgresViewings:
    """The ViewingStore on PostgreSQL."""

    postgres: Postgres

    def record_events(self, events: Sequence[AnyRentalEvent]) -> int:
        told = {event.event_id: event for event in events}
        with self.postgres.transaction() as connection:
            # In one order for everybody, so that batches with an event or a rental in common wait for each other
            # rather than deadlock.
            rows = connection.execute(_PROCESSED, (sorted(told),)).fetchall()
            _change(connection, add_up(told[row["event_id"]] for row in rows))
        return len(rows)

    def read_viewings(
        self, customer_id: CustomerId, limit: int, before: tuple[datetime, RentalId] | None
    ) -> list[Viewing]:
        rented_at, rental_id = before or (None, None)
        values = {"customer_id": customer_id, "limit": limit, "rented_at": rented_at, "rental_id": rental_id}
        with self.postgres.transaction() as connection:
            return [viewing_of(row) for row in connection.execute(_PAGE, values)]

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        with self.postgres.transaction() as connection:
            return [viewing_of(row) for row in connection.execute(_HISTORY, (customer_id,))]

    def read_movie_days(self, movie_id: MovieId, start: datetime, end: datetime) -> list[MovieDay]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_MOVIE_DAYS, {"movie_id": movie_id, "start": start, "end": end}).fetchall()
        return [_movie_day(day, list(own)) for day, own in groupby(rows, key=lambda row: row["day"])]

    def forget_events(self, before: datetime, limit: int) -> int:
        return self._forget(_FORGET_EVENTS, before, limit)

    def forget_hours(self, before: datetime, limit: int) -> int:
        return self._forget(_FORGET_HOURS, before, limit)

    def _forget(self, statement: LiteralString, before: datetime, limit: int) -> int:
        with self.postgres.transaction() as connection:
            return connection.execute(statement, {"before": before, "limit": limit}).rowcount


def _change(connection: "Connection[Row]", changes: Changes) -> None:
    if changes.viewings:
        connection.execute(_CHANGE_VIEWINGS, _viewing_columns(changes.viewings))
    if changes.hours:
        connection.execute(_CHANGE_HOURS, _hour_columns(changes.hours))


def _viewing_columns(viewings: Sequence[ViewingChange]) -> dict[str, list[object]]:
    return {
        "rental_ids": [each.rental_id for each in viewings],
        "customer_ids": [each.customer_id for each in viewings],
        "movie_ids": [each.movie_id for each in viewings],
        "rented_at": [each.rented_at for each in viewings],
        "amounts": [each.price.amount if each.price else None for each in viewings],
        "currencies": [each.price.currency if each.price else None for each in viewings],
        "first_played_at": [each.first_played_at for each in viewings],
        "last_watched_at": [each.last_watched_at for each in viewings],
        "completed_at": [each.completed_at for each in viewings],
        "cancelled_at": [each.cancelled_at for each in viewings],
        "watched_s": [each.watched_s for each in viewings],
        "position_s": [each.position_s for each in viewings],
        "duration_s": [each.duration_s for each in viewings],
    }


def _hour_columns(hours: Sequence[HourViewing]) -> dict[str, list[object]]:
    return {
        "hours": [each.hour for each in hours],
        "rental_ids": [each.rental_id for each in hours],
        "movie_ids": [each.movie_id for each in hours],
        "watched_s": [each.watched_s for each in hours],
        "position_s": [each.position_s for each in hours],
        "duration_s": [each.duration_s for each in hours],
    }


def _movie_day(day: date, rows: Sequence[Row]) -> MovieDay:
    counts = {
        name: sum(row[name] for row in rows) for name in ("rentals", "cancelled", "started", "completed", "watched_s")
    }
    revenue: Revenue = {row["currency"]: row["amount"] - row["refunds"] for row in rows}
    return MovieDay(day=day, revenue=revenue, **counts)
