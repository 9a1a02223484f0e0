"""A rental and its life. Pure rules; the time is always an argument.

    ready ──▶ started ──▶ expired
      ├─────────────────▶ expired
      └──▶ cancelled

Price and windows are frozen when the film is rented. The first play starts the watch window, which may outlive
`start_by`; pausing never extends it. Expiry is computed on reading, so a late job never lends extra time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rental.errors import AlreadyStarted, RentalExpired
from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money, Text


class State(StrEnum):
    """Where a rental stands."""

    READY = "ready"
    STARTED = "started"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


def payment_id_of(rental_id: RentalId) -> str:
    """The key under which a rental is charged: it can be found from the rental's id alone."""
    return f"rental-{rental_id}"


@dataclass(frozen=True)
class Rental:
    """A film rented by a customer. `media_key` names the object that is played, `duration_s` its length in seconds.

    `payment_id` is the key under which it is charged and refunded, once each.
    """

    id: RentalId
    customer_id: CustomerId
    movie_id: MovieId
    movie_title: Text
    price: Money
    payment_id: str
    payment_method: str
    rented_at: datetime
    start_within: timedelta
    watch_within: timedelta
    media_key: str
    duration_s: int
    request_hash: str
    first_played_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def start_by(self) -> datetime:
        """The first play must happen before this instant."""
        return self.rented_at + self.start_within

    @property
    def expires_at(self) -> datetime:
        """From this instant on the film cannot be played."""
        if self.first_played_at is None:
            return self.start_by
        return self.first_played_at + self.watch_within

    @property
    def position(self) -> tuple[datetime, RentalId]:
        """Its place in a list: newest first, ties by id."""
        return self.rented_at, self.id

    def state_at(self, now: datetime) -> State:
        """The state at `now`."""
        if self.cancelled_at is not None:
            return State.CANCELLED
        if now >= self.expires_at:
            return State.EXPIRED
        return State.READY if self.first_played_at is None else State.STARTED

    def is_playable_at(self, now: datetime) -> bool:
        """Whether playing is allowed at `now`."""
        return self.state_at(now) in {State.READY, State.STARTED}

    @property
    def is_free(self) -> bool:
        """Whether nothing is to be paid."""
        return not self.price.amount

    def started(self, now: datetime) -> "Rental":
        """This rental after its first play; a second first play changes nothing. Raises RentalExpired."""
        match self.state_at(now):
            case State.READY:
                return replace(self, first_played_at=now)
            case State.STARTED:
                return self
            case State.EXPIRED | State.CANCELLED:
                raise RentalExpired("This rental has ended; rent the film again.")

    def cancelled(self, now: datetime) -> "Rental":
        """This rental after its cancellation; a second one changes nothing. Raises AlreadyStarted, RentalExpired."""
        match self.state_at(now):
            case State.READY:
                return replace(self, cancelled_at=now)
            case State.CANCELLED:
                return self
            case State.STARTED:
                raise AlreadyStarted("The film has been started; a started rental cannot be cancelled.")
            case State.EXPIRED:
                raise RentalExpired("This rental has ended; there is nothing to cancel.")

    def as_recorded(self) -> "Rental":
        """This rental as it was when it was rented, whatever happened since."""
        return replace(self, first_played_at=None, cancelled_at=None)
