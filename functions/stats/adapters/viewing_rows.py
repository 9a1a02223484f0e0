"""A viewing as a row of PostgreSQL."""

from stats.viewing import Viewing
from videoclub.drivers.postgres import Row
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money

COLUMNS = """
    rental_id, customer_id, movie_id, rented_at, amount, currency, first_played_at, last_watched_at, completed_at,
    watched_s, position_s, duration_s
"""
IN_HISTORY = "rented_at is not null and cancelled_at is null"


def viewing_of(row: Row) -> Viewing:
    """The viewing of a row that is in a history."""
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
