"""What is personal in Stats: viewings, the hours in which somebody watched, and whom reports counted."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

from videoclub.drivers.postgres import Postgres
from videoclub.ids import NOBODY, CustomerId

_VIEWINGS = """
    select rental_id, movie_id, rented_at, amount::text, currency, first_played_at, last_watched_at, completed_at,
           cancelled_at, watched_s, position_s, duration_s
    from viewings where customer_id = %s order by rented_at, rental_id
"""
_HOURS = """
    select h.hour, h.rental_id, h.movie_id, h.watched_s, h.position_s, h.duration_s
    from hourly_viewings h join viewings v using (rental_id) where v.customer_id = %s order by h.hour, h.rental_id
"""
_COUNTED_ON = "select day, is_new from report_customers where customer_id = %s order by day"
_COUNTRY = "select country, asked_at from customer_countries where customer_id = %s"
_REMEMBER = "insert into erased_customers (customer_hash, erased_at) values (%s, %s) on conflict do nothing"
_STRIP = "update viewings set customer_id = %s where customer_id = %s"
_STRIP_COPIES = "update staged_rentals set customer_id = %s where customer_id = %s"
_UNCOUNT = "delete from report_customers where customer_id = %s"
_FORGET_COUNTRY = "delete from customer_countries where customer_id = %s"


@dataclass(frozen=True)
class PostgresCustomerData:
    """The CustomerData on PostgreSQL."""

    postgres: Postgres

    def export_customer(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        with self.postgres.transaction() as connection:
            viewings = connection.execute(_VIEWINGS, (customer_id,)).fetchall()
            hours = connection.execute(_HOURS, (customer_id,)).fetchall()
            counted_on = connection.execute(_COUNTED_ON, (customer_id,)).fetchall()
            country = connection.execute(_COUNTRY, (customer_id,)).fetchone()
        return to_jsonable_python(
            {"viewings": viewings, "hours": hours, "counted_in_reports_of": counted_on, "country": country}
        )

    def erase_customer(self, customer_id: CustomerId, *, now: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_REMEMBER, (hashlib.sha256(customer_id.encode()).digest(), now))
            connection.execute(_STRIP, (NOBODY, customer_id))
            connection.execute(_STRIP_COPIES, (NOBODY, customer_id))
            connection.execute(_UNCOUNT, (customer_id,))
            connection.execute(_FORGET_COUNTRY, (customer_id,))
