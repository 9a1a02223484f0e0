"""Facts that services tell each other by the event bus. Delivered at least once: consumers dedupe by `event_id`."""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from pydantic import ConfigDict, Field, TypeAdapter

from videoclub.contracts import ContractModel
from videoclub.ids import CustomerId, EventId, MovieId, RentalId
from videoclub.tracing import Carrier
from videoclub.values import Instant, Money


class Event(ContractModel):
    """What every event carries. `event_id` is derived from the fact, so telling it twice gives the same id.

    `trace` is of the request that it happened in (`videoclub.tracing`).
    """

    event_id: EventId
    occurred_at: Instant
    trace: Carrier | None = None


class RentalEvent(Event):
    """Something happened to a rental."""

    rental_id: RentalId
    customer_id: CustomerId
    movie_id: MovieId


class RentalCreated(RentalEvent):
    """A film was rented at `price`."""

    type: Literal["rental.created"] = "rental.created"
    price: Money


class RentalStarted(RentalEvent):
    """The film was played for the first time: the watch window runs."""

    type: Literal["rental.started"] = "rental.started"


class RentalWatched(RentalEvent):
    """A playback session ended, or reported, at `position_s` of `duration_s` seconds, `watched_s` of them new."""

    type: Literal["rental.watched"] = "rental.watched"
    position_s: Annotated[int, Field(ge=0)]
    duration_s: Annotated[int, Field(gt=0)]
    watched_s: Annotated[int, Field(ge=0)]


class RentalCancelled(RentalEvent):
    """The rental was cancelled before its first play and refunded."""

    type: Literal["rental.cancelled"] = "rental.cancelled"


class RentalExpired(RentalEvent):
    """The rental's time is over: its watch window, or the window to start it."""

    type: Literal["rental.expired"] = "rental.expired"


class CustomerErased(Event):
    """A person asked to be forgotten: every service drops what it knows of them, and keeps rentals without identity.

    It is told twice, the second time when no access token of theirs is left: what was written in between goes as well.
    So a consumer erases anew each time rather than dedupe by `event_id`.
    """

    type: Literal["customer.erased"] = "customer.erased"
    customer_id: CustomerId


class MovieEvent(Event):
    """Something happened to a film of the catalogue."""

    movie_id: MovieId


class MovieAdded(MovieEvent):
    """The film is new in the catalogue."""

    type: Literal["movie.added"] = "movie.added"


class MovieArchived(MovieEvent):
    """The film is no longer offered."""

    type: Literal["movie.archived"] = "movie.archived"


class MovieRestored(MovieEvent):
    """The film is offered again."""

    type: Literal["movie.restored"] = "movie.restored"


type AnyRentalEvent = RentalCreated | RentalStarted | RentalWatched | RentalCancelled | RentalExpired
type AnyMovieEvent = MovieAdded | MovieArchived | MovieRestored
type AnyEvent = AnyRentalEvent | AnyMovieEvent | CustomerErased

AT_FIRST_USE = ConfigDict(hide_input_in_errors=True, defer_build=True)

RENTAL_EVENT: TypeAdapter[AnyRentalEvent] = TypeAdapter(
    Annotated[AnyRentalEvent, Field(discriminator="type")], config=AT_FIRST_USE
)
"""Reads any event of Rental by its `type`."""

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(Annotated[AnyEvent, Field(discriminator="type")], config=AT_FIRST_USE)
"""Reads any event by its `type`."""


class Events(Protocol):
    """Where a service tells its events; a port."""

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Hand the events over durably. Raises ServiceUnavailable when that is not certain."""
        ...
