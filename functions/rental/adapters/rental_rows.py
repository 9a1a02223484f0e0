"""A rental as a row of Cassandra, and back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from rental.rental import Rental
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money, Text

type Row = Mapping[str, Any]


def row_of(rental: Rental) -> dict[str, Any]:
    """The columns that a rental never changes."""
    return {
        "rental_id": rental.id,
        "customer_id": rental.customer_id,
        "movie_id": rental.movie_id,
        "title_en": rental.movie_title.en,
        "title_fr": rental.movie_title.fr,
        "price_amount": rental.price.amount,
        "price_currency": rental.price.currency,
        "payment_id": rental.payment_id,
        "rented_at": rental.rented_at,
        "start_within_s": int(rental.start_within.total_seconds()),
        "watch_within_s": int(rental.watch_within.total_seconds()),
        "media_key": rental.media_key,
        "duration_s": rental.duration_s,
        "request_hash": rental.request_hash,
    }


def rental_of(row: Row) -> Rental:
    """The rental of a row; listings without the columns of its life give it as it was recorded."""
    return Rental(
        id=RentalId(row["rental_id"]),
        customer_id=CustomerId(row["customer_id"]),
        movie_id=MovieId(row["movie_id"]),
        movie_title=Text(en=row["title_en"], fr=row["title_fr"]),
        price=Money(amount=row["price_amount"], currency=row["price_currency"]),
        payment_id=row["payment_id"],
        rented_at=_utc(row["rented_at"]),
        start_within=timedelta(seconds=row["start_within_s"]),
        watch_within=timedelta(seconds=row["watch_within_s"]),
        media_key=row["media_key"],
        duration_s=row["duration_s"],
        request_hash=row["request_hash"],
        first_played_at=_utc_or_none(row.get("first_played_at")),
        cancelled_at=_utc_or_none(row.get("cancelled_at")),
    )


def _utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)


def _utc_or_none(instant: datetime | None) -> datetime | None:
    return None if instant is None else _utc(instant)
