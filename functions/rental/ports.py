"""What the use cases of Rental need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from rental.playback_session import PlaybackSession, Progress, Stream, StreamLimits
from rental.rental import Rental
from videoclub.contracts.movies import Quote
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId
from videoclub.values import Money

type Position = tuple[datetime, RentalId]
"""Where a page of rentals ended: newest first, ties by id."""


@dataclass(frozen=True)
class RentalIntent:
    """What a claim fixes before anything is charged; enough to finish the rental if its owner dies half-way."""

    rental: Rental
    payment_method: str


class RentalStore(Protocol):
    """The authority on rentals. Every write may be repeated; unavailable stores raise ServiceUnavailable."""

    def find_rental(self, rental_id: RentalId) -> Rental | None: ...

    def claim(self, intent: RentalIntent, *, ttl: timedelta) -> RentalIntent:
        """Claim the film for the customer unless a live rental holds it; returns the intent that holds it now."""
        ...

    def release(self, rental: Rental) -> None:
        """Give the claim up, if it is still this rental's."""
        ...

    def insert_rental(self, rental: Rental) -> Rental:
        """Record the rental once and list it; returns the rental recorded first under this id."""
        ...

    def start_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record the first play once; returns the rental with the first play that counts."""
        ...

    def rentals_of_customer(
        self, customer_id: CustomerId, *, after: Position | None, limit: int
    ) -> Sequence[Rental]: ...

    def rentals_of_day_shard(
        self, day: date, shard: int, *, after: Position | None, limit: int
    ) -> Sequence[Rental]: ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...


class MovieQuotes(Protocol):
    """What films cost now."""

    def quote_movie(self, movie_id: MovieId) -> Quote:
        """The quote. Raises NotFound, ServiceUnavailable."""
        ...


class PaymentUncertain(Exception):
    """The provider did not answer in time: the charge may or may not have happened."""


class Payments(Protocol):
    """A payment provider. `key` makes a charge idempotent: the same key is charged once, whoever asks again."""

    def charge(self, key: str, amount: Money, method: str) -> str:
        """Charge and return the payment's id. Raises PaymentDeclined, PaymentUncertain."""
        ...

    def find_charge(self, key: str) -> str | None:
        """The payment made under `key`, if there is one."""
        ...


class PlaybackStore(Protocol):
    """Live playback sessions and progress: a cache with a TTL on everything."""

    def start_session(
        self,
        session: PlaybackSession,
        *,
        limits: StreamLimits,
        take_over: PlaybackSessionId | None,
        now: datetime,
    ) -> Sequence[Stream]:
        """Begin the session if the limits allow; otherwise return the streams that are in the way."""
        ...

    def report(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool, now: datetime
    ) -> PlaybackSession | None:
        """Take a heartbeat; None when the session is no longer live."""
        ...

    def stop_session(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, now: datetime
    ) -> PlaybackSession | None:
        """End the session; None when it was over already."""
        ...

    def progress(self, rental_ids: Sequence[RentalId]) -> dict[RentalId, Progress]: ...

    def recently_watched(self, customer_id: CustomerId, *, limit: int) -> Sequence[RentalId]:
        """The customer's rentals with progress, last watched first."""
        ...

    def count_watching(self, movie_id: MovieId, *, now: datetime) -> int: ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...


class MediaUrls(Protocol):
    """Where films are played from."""

    def presign(self, key: str, *, expires_in: timedelta) -> str:
        """A URL that reads the object until then, with range requests."""
        ...
