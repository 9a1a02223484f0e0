"""Rentals in Cassandra: two lightweight transactions make a rental unique and final, plain writes list it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rental.adapters import rental_statements as cql
from rental.adapters.cassandra_session import CassandraSession, Row
from rental.adapters.rental_rows import facts_of, found_rental, life_of, rental_of, shard_of
from rental.day_shards import DayShards
from rental.errors import AlreadyStarted, RentalExpired
from rental.ports import Position, RentalGivenUp
from rental.rental import Rental
from videoclub.errors import ServiceUnavailable
from videoclub.ids import NOBODY, CustomerId, MovieId, RentalId


@dataclass(frozen=True)
class CassandraRentals:
    """The rental store. `day_shards` tells how many partitions a day's rentals are spread over."""

    session: CassandraSession
    day_shards: DayShards

    def find_rental(self, rental_id: RentalId) -> Rental | None:
        """The rental as the authority has it."""
        rows = self.session.run(cql.FIND, {"rental_id": rental_id})
        return found_rental(rows[0]) if rows else None

    def claim(self, rental: Rental, *, ttl: timedelta) -> Rental:
        """Claim the film for the customer unless a claim holds it; returns the rental that holds it now."""
        outcome = self.session.run_conditional(cql.CLAIM, facts_of(rental) | {"ttl": int(ttl.total_seconds())})
        return rental if outcome["[applied]"] else rental_of(outcome)

    def find_claim(self, customer_id: CustomerId, movie_id: MovieId) -> Rental | None:
        """The rental that holds the film for the customer, as it was claimed."""
        rows = self.session.run(cql.CLAIMED, {"customer_id": customer_id, "movie_id": movie_id})
        return found_rental(rows[0]) if rows else None

    def release(self, customer_id: CustomerId, movie_id: MovieId, rental_id: RentalId) -> None:
        """Give the claim up, if it is still this rental's."""
        values = {"customer_id": customer_id, "movie_id": movie_id, "rental_id": rental_id}
        self.session.run_conditional(cql.RELEASE, values)

    def insert_rental(self, rental: Rental) -> Rental:
        """Record the rental once; returns the one recorded first under this id. Raises RentalGivenUp."""
        outcome = self.session.run_conditional(cql.RECORD, facts_of(rental))
        if outcome["[applied]"]:
            return rental
        recorded = found_rental(outcome)
        if recorded is None:
            raise RentalGivenUp(rental.id)
        return recorded

    def give_up_rental(self, rental_id: RentalId, *, now: datetime) -> bool:
        """Decide that this will never be a rental; False when it was recorded first."""
        outcome = self.session.run_conditional(cql.GIVE_UP, {"rental_id": rental_id, "closed_at": now})
        return outcome["[applied]"] or found_rental(outcome) is None

    def list_rental(self, rental: Rental) -> None:
        """Write a recorded rental, as it is now, into every listing.

        What has not happened is left out rather than written as null: a null of an environment whose clock is fast
        would hide what another writes later.
        """
        facts, life = facts_of(rental), life_of(rental)
        day = rental.rented_at.astimezone(UTC).date()
        listings = [
            (cql.LIST_BY_MOVIE, _only_named_in(cql.LIST_BY_MOVIE, facts | {"day": day})),
            (cql.LIST_BY_DAY, facts | life | {"day": day, "shard": shard_of(rental.id, self.day_shards.of(day))}),
        ]
        if rental.customer_id != NOBODY:
            listings.append((cql.LIST_BY_CUSTOMER, facts | life))
        self.session.run_logged_batch(listings)

    def strip_rental(self, rental: Rental) -> None:
        """Put nobody in its customer's place wherever it is recorded, and take it off the customer's list."""
        day = rental.rented_at.astimezone(UTC).date()
        owner = {"customer_id": rental.customer_id, "rental_id": rental.id, "nobody": NOBODY}
        self.session.run_conditional(cql.STRIP, owner)
        stripped = {"rented_at": rental.rented_at, "rental_id": rental.id, "nobody": NOBODY, "day": day}
        unlisted = {"rented_at": rental.rented_at, "rental_id": rental.id, "customer_id": rental.customer_id}
        self.session.run_logged_batch(
            [
                (cql.STRIP_OF_DAY, stripped | {"shard": shard_of(rental.id, self.day_shards.of(day))}),
                (cql.STRIP_OF_MOVIE, stripped | {"movie_id": rental.movie_id}),
                (cql.UNLIST, unlisted),
            ]
        )

    def start_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record the first play once; returns the rental with the first play that counts. Raises RentalExpired."""
        stored = self._take_step(cql.START, rental, now)
        if stored.first_played_at is None:
            raise RentalExpired("This rental has ended; rent the film again.")
        return stored

    def cancel_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record the cancellation once; returns the rental with the cancellation that counts.

        Raises AlreadyStarted, RentalExpired.
        """
        stored = self._take_step(cql.CANCEL, rental, now)
        if stored.first_played_at is not None:
            raise AlreadyStarted("The film has been started; a started rental cannot be cancelled.")
        if stored.cancelled_at is None:
            raise RentalExpired("This rental has ended; there is nothing to cancel.")
        return stored

    def close_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record that a rental which nobody started has ended; returns the rental as it is."""
        return self._take_step(cql.CLOSE, rental, now)

    def rentals_of_customer(self, customer_id: CustomerId, *, after: Position | None, limit: int) -> Sequence[Rental]:
        """A page of the customer's rentals, newest first."""
        return self._page(cql.OF_CUSTOMER, {"customer_id": customer_id}, after, limit)

    def rentals_of_day_shard(self, day: date, shard: int, *, after: Position | None, limit: int) -> Sequence[Rental]:
        """A page of the rentals of one shard of a UTC day, newest first."""
        return self._page(cql.OF_DAY_SHARD, {"day": day, "shard": shard}, after, limit)

    def ping(self) -> None:
        """Ask Cassandra for an answer. Raises ServiceUnavailable."""
        self.session.run(cql.PING, {})

    def _take_step(self, step: str, rental: Rental, now: datetime) -> Rental:
        """Take an irreversible step unless another was taken first; the rental as it is stored then."""
        values = {"rental_id": rental.id, "rented_at": rental.rented_at, "now": now}
        self.session.run_conditional(step, values)
        stored = self.find_rental(rental.id)
        if stored is None:
            raise ServiceUnavailable("The rental store has lost sight of a rental.")
        return stored

    def _page(self, select: str, key: dict[str, Any], after: Position | None, limit: int) -> Sequence[Rental]:
        if after is None:
            return [rental_of(row) for row in self.session.run(select + cql.LIMIT, key | {"page_limit": limit})]
        earlier = key | {"after_at": after[0], "page_limit": limit}
        rows: list[Row] = []
        for found in self.session.run_together(
            [
                (select + cql.AT_THE_SAME_INSTANT + cql.LIMIT, earlier | {"after_id": after[1]}),
                (select + cql.EARLIER + cql.LIMIT, earlier),
            ]
        ):
            rows += found
        return [rental_of(row) for row in rows[:limit]]


def _only_named_in(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f":{name}" in statement}
