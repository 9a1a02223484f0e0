"""Rentals in Cassandra: two lightweight transactions make a rental unique and final, plain writes list it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zlib import crc32

from rental.adapters.cassandra_session import CassandraSession
from rental.adapters.rental_rows import rental_of, row_of
from rental.ports import Position, RentalIntent
from rental.rental import Rental
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, RentalId

_FACTS = (
    "rental_id, customer_id, movie_id, title_en, title_fr, price_amount, price_currency, payment_id, rented_at, "
    "start_within_s, watch_within_s, media_key, duration_s, request_hash"
)
_LIFE = "first_played_at, cancelled_at"


def _insert(table: str, columns: str) -> str:
    markers = ", ".join(f":{name.strip()}" for name in columns.split(","))
    return f"INSERT INTO {table} ({columns}) VALUES ({markers})"  # noqa: S608 - constants of this file


def _assign(columns: str) -> str:
    return ", ".join(f"{name.strip()} = :{name.strip()}" for name in columns.split(","))


_CLAIMED = _FACTS.replace("customer_id, movie_id, ", "") + ", payment_method"
_OWNER = "customer_id = :customer_id AND movie_id = :movie_id"

FIND = f"SELECT {_FACTS}, {_LIFE} FROM rental_by_id WHERE rental_id = :rental_id"  # noqa: S608
# An UPDATE leaves no row marker, so the row is gone when its last cell expires; an INSERT's marker would outlive a
# shortened TTL and block the film for ever.
CLAIM = f"UPDATE active_rental USING TTL :ttl SET {_assign(_CLAIMED)} WHERE {_OWNER} IF rental_id = null"  # noqa: S608
HOLD = f"UPDATE active_rental USING TTL :ttl SET {_assign(_CLAIMED)} WHERE {_OWNER} IF rental_id = :rental_id"  # noqa: S608
HELD = f"SELECT {_FACTS}, payment_method FROM active_rental WHERE {_OWNER}"  # noqa: S608
RELEASE = f"DELETE FROM active_rental WHERE {_OWNER} IF rental_id = :rental_id"  # noqa: S608
RECORD = _insert("rental_by_id", _FACTS) + " IF NOT EXISTS"
START = "UPDATE rental_by_id SET first_played_at = :now WHERE rental_id = :rental_id IF first_played_at = null"
LIST_BY_CUSTOMER = _insert("rentals_by_customer", f"{_FACTS}, {_LIFE}")
LIST_BY_MOVIE = _insert(
    "rentals_by_movie", "movie_id, day, rented_at, rental_id, customer_id, price_amount, price_currency"
)
LIST_BY_DAY = _insert("rentals_by_day", f"day, shard, {_FACTS}")
OF_CUSTOMER = f"SELECT {_FACTS}, {_LIFE} FROM rentals_by_customer WHERE customer_id = :customer_id"  # noqa: S608
OF_DAY_SHARD = f"SELECT {_FACTS} FROM rentals_by_day WHERE day = :day AND shard = :shard"  # noqa: S608
_AFTER = " AND (rented_at, rental_id) < (:after_at, :after_id)"
_LIMIT = " LIMIT :page_limit"
PING = "SELECT key FROM system.local"
CLAIM_ATTEMPTS = 3
"""A claim refused by a holder that is gone when we look is tried again."""


@dataclass(frozen=True)
class CassandraRentals:
    """The rental store. `day_shards` is how many partitions a day's rentals are spread over."""

    session: CassandraSession
    day_shards: int

    def find_rental(self, rental_id: RentalId) -> Rental | None:
        """The rental as the authority has it."""
        rows = self.session.run(FIND, {"rental_id": rental_id})
        return rental_of(rows[0]) if rows else None

    def claim(self, intent: RentalIntent, *, ttl: timedelta) -> RentalIntent:
        """Claim the film for the customer unless a live rental holds it; returns the intent that holds it now."""
        values = row_of(intent.rental) | {"payment_method": intent.payment_method, "ttl": int(ttl.total_seconds())}
        for _ in range(CLAIM_ATTEMPTS):
            if self._settle(CLAIM, values)["[applied]"]:
                return intent
            held = self.session.run(HELD, _claim_of(intent.rental), serial=True)
            if held and held[0]["rental_id"] is not None:
                return RentalIntent(rental_of(held[0]), held[0]["payment_method"])
        raise ServiceUnavailable("The film is being rented and released; ask again.")

    def release(self, rental: Rental) -> None:
        """Give the claim up, if it is still this rental's."""
        self._settle(RELEASE, _claim_of(rental) | {"rental_id": rental.id})

    def insert_rental(self, rental: Rental) -> Rental:
        """Record the rental once and list it; returns the rental recorded first under this id."""
        outcome = self._settle(RECORD, row_of(rental))
        recorded = rental if outcome["[applied]"] else rental_of(outcome)
        self._list(recorded)
        return recorded

    def start_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record the first play once; returns the rental with the first play that counts."""
        self._settle(START, {"rental_id": rental.id, "now": now})
        started = self.find_rental(rental.id)
        if started is None:
            raise ServiceUnavailable("The rental store has lost sight of a rental.")
        self._hold_until_expiry(started, now)
        self._list(started)
        return started

    def rentals_of_customer(self, customer_id: CustomerId, *, after: Position | None, limit: int) -> Sequence[Rental]:
        """A page of the customer's rentals, newest first."""
        return self._page(OF_CUSTOMER, {"customer_id": customer_id}, after, limit)

    def rentals_of_day_shard(self, day: date, shard: int, *, after: Position | None, limit: int) -> Sequence[Rental]:
        """A page of the rentals of one shard of a UTC day, newest first."""
        return self._page(OF_DAY_SHARD, {"day": day, "shard": shard}, after, limit)

    def ping(self) -> None:
        """Ask Cassandra for an answer. Raises ServiceUnavailable."""
        self.session.run(PING, {})

    def _list(self, rental: Rental) -> None:
        day = rental.rented_at.astimezone(UTC).date()
        facts = row_of(rental)
        life = {"first_played_at": rental.first_played_at, "cancelled_at": rental.cancelled_at}
        by_movie = {
            name: facts[name]
            for name in ("movie_id", "rented_at", "rental_id", "customer_id", "price_amount", "price_currency")
        }
        self.session.run_logged_batch(
            {
                LIST_BY_CUSTOMER: facts | life,
                LIST_BY_MOVIE: by_movie | {"day": day},
                LIST_BY_DAY: facts | {"day": day, "shard": self._shard(rental.id)},
            }
        )

    def _hold_until_expiry(self, rental: Rental, now: datetime) -> None:
        """Let the claim end with the watch window, which may be sooner or later than the start window."""
        ttl = max(1, int((rental.expires_at - now).total_seconds()))
        values = row_of(rental) | {"payment_method": "", "ttl": ttl}
        self._settle(HOLD, values)

    def _settle(self, cql: str, values: dict[str, Any]) -> dict[str, Any]:
        """Run a lightweight transaction until its outcome is known.

        One that timed out may have been applied; repeating it answers that, as "not applied, and the stored id is
        ours" then means success to every caller here.
        """
        try:
            rows = self.session.run(cql, values, idempotent=False)
        except ServiceUnavailable:
            rows = self.session.run(cql, values, idempotent=False)
        return dict(rows[0])

    def _page(self, cql: str, key: dict[str, Any], after: Position | None, limit: int) -> Sequence[Rental]:
        values = key | {"page_limit": limit}
        if after is not None:
            values |= {"after_at": after[0], "after_id": after[1]}
        rows = self.session.run(cql + (_AFTER if after else "") + _LIMIT, values)
        return [rental_of(row) for row in rows]

    def _shard(self, rental_id: RentalId) -> int:
        return crc32(rental_id.encode()) % self.day_shards


def _claim_of(rental: Rental) -> dict[str, Any]:
    return {"customer_id": rental.customer_id, "movie_id": rental.movie_id}
