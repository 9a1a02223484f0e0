"""In-memory twins of Rental's ports."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zlib import crc32

from rental.errors import AlreadyStarted, PaymentDeclined, RentalExpired
from rental.ports import PaymentUncertain, Position, RentalGivenUp
from rental.reminder import Reminder, Step
from rental.rental import Rental, payment_id_of
from videoclub.contracts.movies import Quote
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.ids import NOBODY, CustomerId, MovieId, RentalId
from videoclub.values import Money, Text


def a_quote(movie_id: str = "", **changes: Any) -> Quote:
    """The quote of a film at 3.99 EUR."""
    quote = Quote(
        movie_id=MovieId(movie_id or str(uuid4())),
        title=Text(en="Nosferatu", fr="Nosferatu le vampire"),
        price=Money.eur("3.99"),
        start_within=timedelta(days=30),
        watch_within=timedelta(hours=48),
        archived=False,
        media_key="clips/noir.mp4",
        duration_s=40,
    )
    return quote.model_copy(update=changes)


def a_rental(now: datetime, **changes: Any) -> Rental:
    """A rental made at `now`, of a film and by a customer of its own."""
    rental_id = str(uuid4())
    rental = Rental(
        id=RentalId(rental_id),
        customer_id=CustomerId(str(uuid4())),
        movie_id=MovieId(str(uuid4())),
        movie_title=Text(en="Nosferatu"),
        price=Money.eur("3.99"),
        payment_id=payment_id_of(RentalId(rental_id)),
        payment_method="test-ok",
        rented_at=now,
        start_within=timedelta(days=30),
        watch_within=timedelta(hours=48),
        media_key="clips/noir.mp4",
        duration_s=40,
        request_hash="hash",
    )
    return replace(rental, **({"payment_id": payment_id_of(changes["id"])} if "id" in changes else {}) | changes)


@dataclass
class InMemoryRentals:
    """A RentalStore; claims do not expire."""

    day_shards: int = 8
    recorded: dict[RentalId, Rental] = field(default_factory=dict)
    listed: dict[RentalId, Rental] = field(default_factory=dict)
    claims: dict[tuple[CustomerId, MovieId], Rental] = field(default_factory=dict)
    closed: set[RentalId] = field(default_factory=set)

    def find_rental(self, rental_id: RentalId) -> Rental | None:
        return self.recorded.get(rental_id)

    def claim(self, rental: Rental, *, ttl: timedelta) -> Rental:
        return self.claims.setdefault((rental.customer_id, rental.movie_id), rental)

    def find_claim(self, customer_id: CustomerId, movie_id: MovieId) -> Rental | None:
        return self.claims.get((customer_id, movie_id))

    def release(self, customer_id: CustomerId, movie_id: MovieId, rental_id: RentalId) -> None:
        holder = self.claims.get((customer_id, movie_id))
        if holder is not None and holder.id == rental_id:
            del self.claims[customer_id, movie_id]

    def insert_rental(self, rental: Rental) -> Rental:
        if rental.id in self.closed and rental.id not in self.recorded:
            raise RentalGivenUp(rental.id)
        return self.recorded.setdefault(rental.id, rental)

    def give_up_rental(self, rental_id: RentalId, *, now: datetime) -> bool:
        if rental_id in self.recorded:
            return False
        self.closed.add(rental_id)
        return True

    def list_rental(self, rental: Rental) -> None:
        self.listed[rental.id] = rental

    def start_rental(self, rental: Rental, *, now: datetime) -> Rental:
        stored = self._take_step(rental, first_played_at=now)
        if stored.first_played_at is None:
            raise RentalExpired("It has ended.")
        return stored

    def cancel_rental(self, rental: Rental, *, now: datetime) -> Rental:
        stored = self._take_step(rental, cancelled_at=now)
        if stored.first_played_at is not None:
            raise AlreadyStarted("It was played.")
        if stored.cancelled_at is None:
            raise RentalExpired("It has ended.")
        return stored

    def close_rental(self, rental: Rental, *, now: datetime) -> Rental:
        stored = self.recorded[rental.id]
        if self._is_untouched(stored):
            self.closed.add(rental.id)
        return stored

    def strip_rental(self, rental: Rental) -> None:
        for kept in (self.recorded, self.listed):
            if rental.id in kept and kept[rental.id].customer_id == rental.customer_id:
                kept[rental.id] = replace(kept[rental.id], customer_id=NOBODY)

    def rentals_of_customer(self, customer_id: CustomerId, *, after: Position | None, limit: int) -> Sequence[Rental]:
        own = [each for each in self.listed.values() if each.customer_id == customer_id != NOBODY]
        return self._page(own, after, limit)

    def rentals_of_day_shard(self, day: date, shard: int, *, after: Position | None, limit: int) -> Sequence[Rental]:
        of_shard = [
            rental
            for rental in self.listed.values()
            if rental.rented_at.astimezone(UTC).date() == day and crc32(rental.id.encode()) % self.day_shards == shard
        ]
        return self._page(of_shard, after, limit)

    def ping(self) -> None:
        return

    def _take_step(self, rental: Rental, **change: datetime) -> Rental:
        if self._is_untouched(self.recorded[rental.id]):
            self.recorded[rental.id] = replace(self.recorded[rental.id], **change)
        return self.recorded[rental.id]

    def _is_untouched(self, rental: Rental) -> bool:
        return rental == rental.as_recorded() and rental.id not in self.closed

    @staticmethod
    def _page(rentals: list[Rental], after: Position | None, limit: int) -> list[Rental]:
        newest_first = sorted(rentals, key=lambda rental: rental.position, reverse=True)
        return [rental for rental in newest_first if after is None or rental.position < after][:limit]


@dataclass
class InMemoryReminders:
    """Reminders in a dictionary; `broken` makes every call fail, as a dead store does."""

    filed: dict[tuple[datetime, RentalId, Step], Reminder] = field(default_factory=dict)
    progress: datetime | None = None
    broken: bool = False

    def file(self, *reminders: Reminder) -> None:
        self._check()
        self.filed |= {self._place(reminder): reminder for reminder in reminders}

    def tear_up(self, *reminders: Reminder) -> None:
        self._check()
        for reminder in reminders:
            self.filed.pop(self._place(reminder), None)

    def due_in(self, minute: datetime) -> Sequence[Reminder]:
        self._check()
        return [reminder for reminder in self.filed.values() if reminder.minute == minute]

    def read_progress(self) -> datetime | None:
        self._check()
        return self.progress

    def save_progress(self, minute: datetime) -> None:
        self._check()
        self.progress = minute

    def steps(self) -> set[Step]:
        """What there are reminders of."""
        return {reminder.step for reminder in self.filed.values()}

    def _check(self) -> None:
        if self.broken:
            raise ServiceUnavailable("The rental store is not answering.")

    @staticmethod
    def _place(reminder: Reminder) -> tuple[datetime, RentalId, Step]:
        return reminder.minute, reminder.rental_id, reminder.step


@dataclass
class FixedQuotes:
    """MovieQuotes that know the films given."""

    quotes: dict[MovieId, Quote] = field(default_factory=dict)

    def offer(self, **changes: Any) -> Quote:
        quote = a_quote(**changes)
        self.quotes[quote.movie_id] = quote
        return quote

    def quote_movie(self, movie_id: MovieId) -> Quote:
        if movie_id not in self.quotes:
            raise NotFound("No such film.")
        return self.quotes[movie_id]


@dataclass
class CountingPayments:
    """Payments that remember every charge; `lose_answers` charges without answering, `lose_charges` does neither.

    `is_down` answers nothing at all.
    """

    charged: dict[str, Money] = field(default_factory=dict)
    refunded: set[str] = field(default_factory=set)
    declines: bool = False
    lose_answers: bool = False
    lose_charges: bool = False
    is_down: bool = False

    def charge(self, key: str, amount: Money, method: str) -> str:
        if self.declines or key in self.refunded:
            raise PaymentDeclined("No.")
        if self.lose_charges or self.is_down:
            raise PaymentUncertain(key)
        self.charged[key] = amount
        if self.lose_answers:
            raise PaymentUncertain(key)
        return f"paid-{key}"

    def find_charge(self, key: str) -> str | None:
        self._check(key)
        return f"paid-{key}" if key in self.charged and key not in self.refunded else None

    def refund(self, key: str) -> None:
        self._check(key)
        if key in self.charged:
            self.refunded.add(key)

    def _check(self, key: str) -> None:
        if self.is_down:
            raise PaymentUncertain(key)


@dataclass
class RecordedEvents:
    """Events that were told; `broken` loses them, as a dead bus does."""

    told: list[Any] = field(default_factory=list)
    broken: bool = False

    def publish(self, events: Sequence[Any]) -> None:
        if self.broken:
            raise ServiceUnavailable("The event bus is not answering.")
        self.told.extend(events)


@dataclass
class FakeMedia:
    """Media URLs that tell what was asked for."""

    def presign(self, key: str, *, expires_in: timedelta) -> str:
        return f"https://media.test/{key}?expires={int(expires_in.total_seconds())}"
