"""Prices of a film over time: each lasts until the next one begins, and the database lets no two overlap."""

from datetime import datetime
from typing import TYPE_CHECKING

from movies.adapters.change_rows import insert_messages
from movies.announcements import PRICE_CHANGED
from movies.movie import DatedPrice
from movies.ports.movies import PricePlan
from videoclub.drivers.postgres import Row
from videoclub.ids import MovieId
from videoclub.values import Money

if TYPE_CHECKING:
    from psycopg import Connection

_READ = """
    select id, amount, currency, lower(valid) as valid_from, upper(valid) as valid_until
    from prices where movie_id = %s order by valid
"""
_END_EARLIER = """
    update prices set valid = tstzrange(lower(valid), %(valid_from)s)
    where movie_id = %(movie_id)s and valid @> %(valid_from)s::timestamptz and lower(valid) < %(valid_from)s
"""
_INSERT = """
    insert into prices (id, movie_id, amount, currency, valid, created_at)
    values (%(id)s, %(movie_id)s, %(amount)s, %(currency)s,
            tstzrange(%(valid_from)s, (select min(lower(valid)) from prices
                                       where movie_id = %(movie_id)s and lower(valid) > %(valid_from)s)), %(now)s)
"""
_DELETE = """
    delete from prices where id = %(id)s and movie_id = %(movie_id)s and lower(valid) > %(now)s
    returning amount, currency, lower(valid) as valid_from, upper(valid) as valid_until, id
"""
_EXTEND_EARLIER = """
    update prices set valid = tstzrange(lower(valid), %(valid_until)s)
    where movie_id = %(movie_id)s and upper(valid) = %(valid_from)s
"""
_DELETE_PLANNED = """
    delete from outbox where movie_id = %s and type = %s and occurred_at > %s and sent_at is null
"""


def read_prices(connection: "Connection[Row]", movie_id: MovieId) -> list[DatedPrice]:
    """All prices of a film, the earliest first."""
    return [_price_of(row) for row in connection.execute(_READ, (movie_id,))]


def insert_price(connection: "Connection[Row]", movie_id: MovieId, new: DatedPrice, now: datetime) -> None:
    """Let a price begin: the one before it ends there, and it ends where the next one begins.

    Raises psycopg's ExclusionViolation when another one begins at the same instant.
    """
    values = {
        "id": new.id,
        "movie_id": movie_id,
        "amount": new.price.amount,
        "currency": new.price.currency,
        "valid_from": new.valid_from,
        "now": now,
    }
    connection.execute(_END_EARLIER, values)
    connection.execute(_INSERT, values)


def delete_price(connection: "Connection[Row]", movie_id: MovieId, price_id: str, now: datetime) -> DatedPrice | None:
    """Take a price to come back: the one before it lasts for its time as well. None if there is no such price."""
    values = {"id": price_id, "movie_id": movie_id, "now": now}
    row = connection.execute(_DELETE, values).fetchone()
    if row is None:
        return None
    connection.execute(_EXTEND_EARLIER, values | row)
    return _price_of(row)


def plan_messages(connection: "Connection[Row]", movie_id: MovieId, plan: PricePlan, now: datetime) -> None:
    """Write the messages of the prices as they follow each other now, in the place of those that were planned."""
    connection.execute(_DELETE_PLANNED, (movie_id, PRICE_CHANGED, now))
    insert_messages(connection, plan(read_prices(connection, movie_id)))


def _price_of(row: Row) -> DatedPrice:
    price = Money(amount=row["amount"], currency=row["currency"])
    return DatedPrice(str(row["id"]), price, row["valid_from"], row["valid_until"])
