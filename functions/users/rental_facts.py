"""What is known of a customer's rental, from an event or from Rental itself; more may come, in any order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Self

from videoclub.contracts.rental import RentalFact
from videoclub.events import AnyRentalEvent, RentalCancelled, RentalCreated
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money

CURRENCY = "EUR"
"""What customers spent is counted in."""


@dataclass(frozen=True)
class CustomerRental:
    """A rental, as far as it is known. `amount` is in euros, nothing where it was paid in another currency."""

    id: RentalId
    customer_id: CustomerId
    movie_id: MovieId
    rented_at: datetime | None = None
    amount: Decimal | None = None
    cancelled_at: datetime | None = None

    @classmethod
    def of_fact(cls, fact: RentalFact) -> Self:
        """As Rental has it."""
        return cls(
            fact.rental_id, fact.customer_id, fact.movie_id, fact.rented_at, _euros(fact.price), fact.cancelled_at
        )

    @classmethod
    def of_event(cls, event: AnyRentalEvent) -> Self | None:
        """What the event adds; None for one that changes nothing of who rented what: a film is played, or expires."""
        told = cls(event.rental_id, event.customer_id, event.movie_id)
        match event:
            case RentalCreated(price=price):
                return replace(told, rented_at=event.occurred_at, amount=_euros(price))
            case RentalCancelled():
                return replace(told, cancelled_at=event.occurred_at)
            case _:
                return None

    def with_also(self, other: Self) -> Self:
        """What both tell; the same in whatever order they came."""
        cancellations = [at for at in (self.cancelled_at, other.cancelled_at) if at is not None]
        return replace(
            self,
            rented_at=self.rented_at or other.rented_at,
            amount=self.amount if self.amount is not None else other.amount,
            cancelled_at=min(cancellations, default=None),
        )


def known_rentals(told: Iterable[CustomerRental]) -> Sequence[CustomerRental]:
    """Each rental once, with all that was told of it; in one order for everybody, so that nobody deadlocks."""
    known: dict[RentalId, CustomerRental] = {}
    for rental in told:
        known[rental.id] = known[rental.id].with_also(rental) if rental.id in known else rental
    return [known[rental_id] for rental_id in sorted(known)]


def _euros(price: Money) -> Decimal:
    return price.amount if price.currency == CURRENCY else Decimal(0)
