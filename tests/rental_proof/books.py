"""Holds all of Rental's tables, and the payment provider's books, against each other."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from rental.adapters.cassandra_session import CassandraSession
from rental.adapters.rental_rows import found_rental, rental_of, shard_of
from rental.rental import Rental
from videoclub.ids import CustomerId

type Row = dict[str, Any]


@dataclass(frozen=True)
class Books:
    """What a keyspace holds now, of some customers and payments or of all."""

    session: CassandraSession
    day_shards: int
    customers: Collection[CustomerId] | None = None
    payment_ids: Collection[str] | None = None

    def contradictions(self, now: datetime) -> list[str]:
        """What does not fit together, in words; nothing may be under way meanwhile."""
        return [*self._of_listings(), *self._of_payments(), *self._of_claims(now)]

    @cached_property
    def rentals(self) -> dict[str, Rental]:
        """All that the authority knows."""
        found = (found_rental(row) for row in self._rows("rental_by_id"))
        return {rental.id: rental for rental in found if rental is not None and self._is_mine(rental.customer_id)}

    def _of_listings(self) -> Iterator[str]:
        listings: dict[str, list[tuple[Any, ...]]] = {
            "rentals_by_customer": [(rental_of(row),) for row in self._mine("rentals_by_customer")],
            "rentals_by_day": [
                (row["day"].date(), row["shard"], rental_of(row)) for row in self._mine("rentals_by_day")
            ],
            "rentals_by_movie": [self._of_movie(row) for row in self._mine("rentals_by_movie")],
        }
        expected: dict[str, list[tuple[Any, ...]]] = {
            "rentals_by_customer": [(rental,) for rental in self.rentals.values()],
            "rentals_by_day": [
                (rental.rented_at.astimezone(UTC).date(), shard_of(rental.id, self.day_shards), rental)
                for rental in self.rentals.values()
            ],
            "rentals_by_movie": [
                (rental.movie_id, rental.rented_at.astimezone(UTC).date(), rental.rented_at, rental.id, rental.price)
                for rental in self.rentals.values()
            ],
        }
        for listing, rows in listings.items():
            missing, surplus = Counter(expected[listing]), Counter(rows)
            missing.subtract(rows)
            surplus.subtract(expected[listing])
            yield from (f"{listing} lacks {row}" for row, count in missing.items() if count > 0)
            yield from (f"{listing} has too much: {row}" for row, count in surplus.items() if count > 0)

    def _of_payments(self) -> Iterator[str]:
        states = {row["payment_key"]: row["state"] for row in self._rows("test_payments")}
        for rental in self.rentals.values():
            state = None if rental.is_free else "charged" if rental.cancelled_at is None else "refunded"
            found = states.pop(rental.payment_id, None)
            if found != state:
                yield f"the payment of {rental} is {found}, not {state}"
        for key, state in states.items():
            if state == "charged" and (self.payment_ids is None or key in self.payment_ids):
                yield f"{key} is charged without a rental"

    def _of_claims(self, now: datetime) -> Iterator[str]:
        live = [rental for rental in self.rentals.values() if rental.is_playable_at(now)]
        for place, count in Counter((rental.customer_id, rental.movie_id) for rental in live).items():
            if count > 1:
                yield f"{count} live rentals of {place}"
        claims = {(row["customer_id"], row["movie_id"]): row["rental_id"] for row in self._mine("active_rental")}
        for rental in live:
            if claims.get((rental.customer_id, rental.movie_id)) != rental.id:
                yield f"{rental} is live, but does not hold its film"

    def _of_movie(self, row: Row) -> tuple[Any, ...]:
        rental = self.rentals.get(row["rental_id"])
        price = rental.price if rental and rental.price.amount == row["price_amount"] else row["price_amount"]
        return row["movie_id"], row["day"].date(), row["rented_at"].replace(tzinfo=UTC), row["rental_id"], price

    def _mine(self, table: str) -> Iterator[Row]:
        return (row for row in self._rows(table) if self._is_mine(row["customer_id"]))

    def _is_mine(self, customer_id: str) -> bool:
        return self.customers is None or customer_id in self.customers

    def _rows(self, table: str) -> list[Row]:
        return self.session.run(f"SELECT * FROM {table}", {})  # noqa: S608 - names of this file
