"""A rental and its life: ready, started, expired or cancelled. Pure rules; the time is always an argument.

Price and windows are frozen when the film is rented. The first play starts the watch window, which may outlive
`start_by`; pausing never extends it. Expiry is computed on reading, so a late job never lends extra time.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from videoclub.ids import CustomerId, MovieId, RentalId
from videoclub.values import Money, Text


class State(StrEnum):
    """Where a rental stands."""

    READY = "ready"
    STARTED = "started"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Rental:
    """A film rented by a customer. `media_key` names the object that is played, `duration_s` its length in seconds."""

    id: RentalId
    customer_id: CustomerId
    movie_id: MovieId
    movie_title: Text
    price: Money
    payment_id: str
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

    def started(self, now: datetime) -> "Rental":
        """This rental after its first play; a second first play changes nothing."""
        return self if self.first_played_at is not None else replace(self, first_played_at=now)

    def as_recorded(self) -> "Rental":
        """This rental as it was when it was rented, whatever happened since."""
        return replace(self, first_played_at=None, cancelled_at=None)
