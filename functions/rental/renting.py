"""Renting a film: recorded once however often it is asked for, charged once, never lost.

The id of a rental is derived from the customer and the Idempotency-Key, so every step may be repeated by the client,
by a second request with the same key, or by whoever finds the claim of a request that died half-way.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from rental.errors import AlreadyRented, IdempotencyKeyReused, MovieArchived, PaymentDeclined, PriceChanged
from rental.ports import MovieQuotes, Payments, PaymentUncertain, Position, RentalIntent, RentalStore
from rental.rental import Rental, State
from videoclub.contracts.movies import Quote
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.events import Events, RentalCreated
from videoclub.ids import CustomerId, EventId, MovieId, RentalId
from videoclub.log import logger
from videoclub.values import Money

_NAMESPACE = uuid5(NAMESPACE_URL, "https://videoclub.example/rentals")
CLAIM_MARGIN = timedelta(minutes=5)
"""A claim outlives the start window by this much, so that it never frees the film while the rental is live."""
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
    quotes: MovieQuotes
    payments: Payments
    events: Events

    def rent_movie(self, request: RentalRequest, *, now: datetime) -> Rental:
        """Rent a film; the same request gives the same rental.

        Raises IdempotencyKeyReused, AlreadyRented, PriceChanged, MovieArchived, PaymentDeclined, NotFound and
        ServiceUnavailable. A refusal leaves nothing behind, so the key stays free.
        """
        recorded = self.rentals.find_rental(request.rental_id)
        if recorded is not None:
            return self._complete(_same_request(recorded, request))
        quote = self.quotes.quote_movie(request.movie_id)
        _check_offer(quote, request)
        intent = RentalIntent(_rental(request, quote, now), request.payment_method)
        holder = self._claim(intent, now)
        return self._finish(RentalIntent(_same_request(holder.rental, request), holder.payment_method))

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

    def record_past_rental(self, rental: Rental, *, payment_method: str, now: datetime) -> Rental:
        """Record a rental made elsewhere or earlier, with its own id and times; repeatable. Charges and tells nothing.

        Raises AlreadyRented when it is still live and another live rental of the customer holds the film.
        """
        if rental.is_playable_at(now):
            claim = self.rentals.claim(RentalIntent(rental, payment_method), ttl=rental.expires_at - now)
            if claim.rental.id != rental.id:
                raise AlreadyRented("This customer already rents this film.")
        recorded = self.rentals.insert_rental(rental.as_recorded())
        if rental.first_played_at is not None and recorded.first_played_at is None:
            return self.rentals.start_rental(recorded, now=rental.first_played_at)
        return recorded

    def _claim(self, intent: RentalIntent, now: datetime) -> RentalIntent:
        """Claim the film; the intent returned is this request's own, as it was claimed first. Raises AlreadyRented."""
        holder = self.rentals.claim(intent, ttl=intent.rental.start_within + CLAIM_MARGIN)
        if holder.rental.id == intent.rental.id:
            return holder
        recorded = self.rentals.find_rental(holder.rental.id)
        if recorded is not None and not recorded.is_playable_at(now):  # its time is up, though the claim's is not
            self.rentals.release(recorded)
            return self._claim(intent, now)
        if recorded is None:  # its owner is still at it, or died half-way
            try:
                self._finish(holder)
            except PaymentDeclined:  # which gave the claim up
                return self._claim(intent, now)
        raise AlreadyRented("You already rent this film.", links={"rental": f"/rentals/{holder.rental.id}"})

    def _finish(self, intent: RentalIntent) -> Rental:
        """Charge and record what was claimed; whoever comes by may do it, and it happens once."""
        self._charge(intent)
        return self._complete(intent.rental)

    def _complete(self, rental: Rental) -> Rental:
        """Record, list and tell the rental; each step may have been done before."""
        recorded = self.rentals.insert_rental(rental)
        self._tell(recorded)
        return recorded

    def _charge(self, intent: RentalIntent) -> None:
        rental = intent.rental
        try:
            self.payments.charge(rental.payment_id, rental.price, intent.payment_method)
        except PaymentDeclined:
            self.rentals.release(rental)
            raise
        except PaymentUncertain:
            if self.payments.find_charge(rental.payment_id) is None:
                raise ServiceUnavailable(
                    "The payment provider is not answering; ask again with the same key."
                ) from None

    def _tell(self, rental: Rental) -> None:
        event = RentalCreated(
            event_id=EventId(str(uuid5(_NAMESPACE, f"{rental.id} created"))),
            occurred_at=rental.rented_at,
            rental_id=rental.id,
            customer_id=rental.customer_id,
            movie_id=rental.movie_id,
            price=rental.price,
        )
        try:
            self.events.publish([event])
        except ServiceUnavailable:  # the rental stands; the bot of Stats reads it from the day's shard
            logger("rental").exception("event_not_told", event_id=event.event_id)


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
        payment_id=f"rental-{request.rental_id}",
        rented_at=now,
        start_within=quote.start_within,
        watch_within=quote.watch_within,
        media_key=quote.media_key,
        duration_s=quote.duration_s,
        request_hash=request.hash,
    )
