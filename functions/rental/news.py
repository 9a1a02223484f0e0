"""What other services are told of a rental, after it is committed; each fact under one event id, however often."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import NAMESPACE_URL, uuid5

from rental.ports import Reminders
from rental.reminder import Reminder, Step
from rental.rental import Rental
from videoclub.errors import ServiceUnavailable
from videoclub.events import (
    AnyRentalEvent,
    Events,
    RentalCancelled,
    RentalCreated,
    RentalExpired,
    RentalStarted,
)
from videoclub.ids import CustomerId, EventId, MovieId, RentalId
from videoclub.log import logger

_NAMESPACE = uuid5(NAMESPACE_URL, "https://videoclub.example/rentals")


class _Fact(TypedDict):
    event_id: EventId
    occurred_at: datetime
    rental_id: RentalId
    customer_id: CustomerId
    movie_id: MovieId


@dataclass(frozen=True)
class News:
    """Tells the steps of rentals. A lost telling never fails the step: the reminder that stays repairs it."""

    events: Events
    reminders: Reminders

    def tell(self, rental: Rental, step: Step) -> None:
        """Tell that `step` happened. Raises ServiceUnavailable when the bus did not take it."""
        self.events.publish([event_of(rental, step)])

    def conclude(self, rental: Rental, reminder: Reminder, *obsolete: Reminder) -> None:
        """Tell a step that is complete, and tear up its reminder; what fails here is left to the sweeper."""
        try:
            self.tell(rental, reminder.step)
            self.reminders.tear_up(reminder, *obsolete)
        except ServiceUnavailable:
            logger("rental").exception("left_to_the_sweeper", rental_id=rental.id, step=reminder.step)


def event_of(rental: Rental, step: Step) -> AnyRentalEvent:
    """The event of a step that happened to this rental."""
    match step:
        case Step.CREATED:
            return RentalCreated(price=rental.price, **_fact(rental, step, rental.rented_at))
        case Step.STARTED:
            return RentalStarted(**_fact(rental, step, rental.first_played_at or rental.rented_at))
        case Step.CANCELLED:
            return RentalCancelled(**_fact(rental, step, rental.cancelled_at or rental.rented_at))
        case Step.EXPIRED:
            return RentalExpired(**_fact(rental, step, rental.expires_at))


def _fact(rental: Rental, step: Step, occurred_at: datetime) -> _Fact:
    return {
        "event_id": EventId(str(uuid5(_NAMESPACE, f"{rental.id} {step}"))),
        "occurred_at": occurred_at,
        "rental_id": rental.id,
        "customer_id": rental.customer_id,
        "movie_id": rental.movie_id,
    }
