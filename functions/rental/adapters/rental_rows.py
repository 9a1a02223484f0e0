"""A rental as a row of Cassandra, and back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from rental.rental import Rental
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money, Text

type Row = Mapping[str, Any]


def shard_of(rental_id: RentalId, shards: int) -> int:
    """In which of the shards of a day or of a minute it is."""
    return crc32(rental_id.encode()) % shards


def facts_of(rental: Rental) -> dict[str, Any]:
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
        "payment_method": rental.payment_method,
        "rented_at": rental.rented_at,
        "start_within_s": int(rental.start_within.total_seconds()),
        "watch_within_s": int(rental.watch_within.total_seconds()),
        "media_key": rental.media_key,
        "duration_s": rental.duration_s,
        "request_hash": rental.request_hash,
    }


def life_of(rental: Rental) -> dict[str, Any]:
    """What has happened to it so far."""
    life = {"first_played_at": rental.first_played_at, "cancelled_at": rental.cancelled_at}
    return {column: instant for column, instant in life.items() if instant is not None}


def found_rental(row: Row) -> Rental | None:
    """The rental of a row of the authority; None for one that was given up before it was a rental."""
    return None if row["rented_at"] is None else rental_of(row)


def rental_of(row: Row) -> Rental:
    """The rental of a row; a claim, which has no columns of its life, gives it as it was recorded."""
    return Rental(
        id=RentalId(row["rental_id"]),
        customer_id=CustomerId(row["customer_id"]),
        movie_id=MovieId(row["movie_id"]),
        movie_title=Text(en=row["title_en"], fr=row["title_fr"]),
        price=Money(amount=row["price_amount"], currency=row["price_currency"]),
        payment_id=row["payment_id"],
        payment_method=row["payment_method"] or "",  # rentals recorded before it was kept have none
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
