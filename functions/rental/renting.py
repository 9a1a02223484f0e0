"""Renting a film: recorded once however often it is asked for, charged once, never lost.

The id of a rental is derived from the customer and the Idempotency-Key, so every step may be repeated by the client,
by a second request with the same key, by whoever finds the claim of a request that died half-way, or by the sweeper.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from rental.ending import is_over_for_good
from rental.errors import (
    AlreadyRented,
    IdempotencyKeyReused,
    MovieArchived,
    PaymentDeclined,
    PriceChanged,
    RequestInProgress,
)
from rental.news import News
from rental.ports import MovieQuotes, Payments, PaymentUncertain, Position, Reminders, RentalGivenUp, RentalStore
from rental.reminder import Reminder, Step
from rental.rental import Rental, State, payment_id_of
from videoclub.contracts.movies import Quote
from videoclub.errors import NotFound
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money

_NAMESPACE = uuid5(NAMESPACE_URL, "https://videoclub.example/rentals")
CLAIM_MARGIN = timedelta(days=1)
"""A claim outlives the longest life of its rental by this much; whoever needs the film sooner releases it."""
PAGES_PER_LIST_MAX = 10
"""A filtered list reads at most this many pages of the store before it answers with what it has."""


@dataclass(frozen=True)
class RentalRequest:
    """What a customer asks for."""

    customer_id: CustomerId
    movie_id: MovieId
    payment_method: str
    idempotency_key: str
    expected_price: Money | None = None

    @property
    def rental_id(self) -> RentalId:
        """The same for every repetition of this request."""
        return RentalId(str(uuid5(_NAMESPACE, f"{self.customer_id}\x1f{self.idempotency_key}")))

    @property
    def hash(self) -> str:
        """Tells a repetition from another request under the same key."""
        text = f"{self.movie_id}\x1f{self.expected_price}\x1f{self.payment_method}"
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Renting:
    """Rents films and shows customers their rentals."""

    rentals: RentalStore
    reminders: Reminders
    quotes: MovieQuotes
    payments: Payments
    news: News

    def rent_movie(self, request: RentalRequest, *, now: datetime) -> Rental:
        """Rent a film; the same request gives the same rental.

        Raises IdempotencyKeyReused, AlreadyRented, PriceChanged, MovieArchived, PaymentDeclined, RequestInProgress,
        NotFound and ServiceUnavailable. A refusal leaves the key free.
        """
        recorded = self.rentals.find_rental(request.rental_id)
        if recorded is not None:
            self.rentals.list_rental(_same_request(recorded, request))
            return recorded
        quote = self.quotes.quote_movie(request.movie_id)
        _check_offer(quote, request)
        rental = _rental(request, quote, now)
        created = Reminder.of(rental, Step.CREATED, now)
        self.reminders.file(created, Reminder.of(rental, Step.EXPIRED, rental.expires_at))
        claimed = self._claim(rental, now)
        recorded = self.finish(_same_request(claimed, request))
        self.news.conclude(recorded, created)
        return recorded

    def finish(self, claimed: Rental) -> Rental:
        """Charge, record and list what was claimed; whoever comes by may do it, and it happens once.

        Raises PaymentDeclined, which gives the claim up, and RequestInProgress, which does not.
        """
        self._charge(claimed)
        try:
            recorded = self.rentals.insert_rental(claimed)
        except RentalGivenUp:
            self._settle_given_up(claimed)
            raise PaymentDeclined("The payment took too long and was given back; rent the film anew.") from None
        self.rentals.list_rental(recorded)
        return recorded

    def read_rental(self, customer_id: CustomerId, rental_id: RentalId) -> Rental:
        """A rental of this customer. Raises NotFound."""
        rental = self.rentals.find_rental(rental_id)
        if rental is None or rental.customer_id != customer_id:
            raise NotFound("You have no such rental.")
        return rental

    def list_rentals(
        self, customer_id: CustomerId, *, state: State | None, after: Position | None, limit: int, now: datetime
    ) -> tuple[Sequence[Rental], Position | None]:
        """The customer's rentals, newest first, and where the next page starts, None after the last."""
        found: list[Rental] = []
        for _ in range(PAGES_PER_LIST_MAX):
            page = self.rentals.rentals_of_customer(customer_id, after=after, limit=limit + 1)
            found += [rental for rental in page if state is None or rental.state_at(now) == state]
            if len(found) > limit:
                return found[:limit], found[limit - 1].position
            if len(page) <= limit:
                return found, None
            after = page[-1].position
        return found, after

    def rentals_of_day_shard(self, day: date, shard: int, *, after: Position | None, limit: int) -> Sequence[Rental]:
        """A page of the rentals of one shard of a UTC day, newest first; for the reports of Stats."""
        return self.rentals.rentals_of_day_shard(day, shard, after=after, limit=limit)

    def rentals_of_customer(self, customer_id: CustomerId, *, after: Position | None, limit: int) -> Sequence[Rental]:
        """A page of a customer's rentals, newest first; for the services that this customer asks."""
        return self.rentals.rentals_of_customer(customer_id, after=after, limit=limit)

    def record_past_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record a rental made elsewhere or earlier, with its own id and times; repeatable. Charges and tells nothing.

        Raises AlreadyRented when it is still live and another live rental of the customer holds the film.
        """
        if rental.is_playable_at(now):
            self.reminders.file(Reminder.of(rental, Step.EXPIRED, rental.expires_at))
            if self.rentals.claim(rental, ttl=_claim_ttl(rental, now)).id != rental.id:
                raise AlreadyRented("This customer already rents this film.")
        recorded = self.rentals.insert_rental(rental.as_recorded())
        if rental.first_played_at is not None and recorded.first_played_at is None:
            recorded = self.rentals.start_rental(recorded, now=rental.first_played_at)
        self.rentals.list_rental(recorded)
        return recorded

    def _claim(self, rental: Rental, now: datetime) -> Rental:
        """Claim the film; the rental returned is this request's own, as it was claimed first. Raises AlreadyRented."""
        holder = self.rentals.claim(rental, ttl=_claim_ttl(rental, now))
        if holder.id == rental.id:
            return holder
        recorded = self.rentals.find_rental(holder.id)
        if recorded is not None and is_over_for_good(self.rentals, recorded, now):  # its claim outlived it
            self.rentals.release(holder.customer_id, holder.movie_id, holder.id)
            return self._claim(rental, now)
        if recorded is None:  # its owner is still at it, or died half-way
            try:
                self.finish(holder)
            except PaymentDeclined:  # which gave the claim up
                return self._claim(rental, now)
        raise AlreadyRented("You already rent this film.", links={"rental": f"/rentals/{holder.id}"})

    def _charge(self, rental: Rental) -> None:
        if rental.is_free:
            return
        try:
            self.payments.charge(rental.payment_id, rental.price, rental.payment_method)
        except PaymentDeclined:
            self.rentals.release(rental.customer_id, rental.movie_id, rental.id)
            raise
        except PaymentUncertain:
            if not self._is_charged(rental):
                raise RequestInProgress("The payment is being settled; ask again with the same key.") from None

    def _settle_given_up(self, rental: Rental) -> None:
        """The sweeper came between; what it could not see is undone here."""
        self.rentals.release(rental.customer_id, rental.movie_id, rental.id)
        try:
            self.payments.refund(rental.payment_id)
        except PaymentUncertain:
            raise RequestInProgress("The payment is being given back; ask again with the same key.") from None

    def _is_charged(self, rental: Rental) -> bool:
        try:
            return self.payments.find_charge(rental.payment_id) is not None
        except PaymentUncertain:
            return False


def _same_request(recorded: Rental, request: RentalRequest) -> Rental:
    if recorded.request_hash != request.hash:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another rental request.")
    return recorded


def _check_offer(quote: Quote, request: RentalRequest) -> None:
    if quote.archived:
        raise MovieArchived("This film is no longer offered.")
    if request.expected_price is not None and request.expected_price != quote.price:
        raise PriceChanged("The price has changed.", price=quote.price.model_dump(mode="json"))


def _rental(request: RentalRequest, quote: Quote, now: datetime) -> Rental:
    return Rental(
        id=request.rental_id,
        customer_id=request.customer_id,
        movie_id=request.movie_id,
        movie_title=quote.title,
        price=quote.price,
        payment_id=payment_id_of(request.rental_id),
        payment_method=request.payment_method,
        rented_at=now,
        start_within=quote.start_within,
        watch_within=quote.watch_within,
        media_key=quote.media_key,
        duration_s=quote.duration_s,
        request_hash=request.hash,
    )


def _claim_ttl(rental: Rental, now: datetime) -> timedelta:
    return rental.start_by + rental.watch_within + CLAIM_MARGIN - now
