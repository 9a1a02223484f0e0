"""What the use cases of Rental need from outside."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from rental.playback_session import Admission, Beat, Over, PlaybackSession, Progress, SessionRecord, StreamLimits
from rental.reminder import Reminder
from rental.rental import Rental
from videoclub.contracts.movies import Quote
from videoclub.ids import CustomerId, MovieId, PlaybackSessionId, RentalId
from videoclub.values import Money

type Position = tuple[datetime, RentalId]
"""Where a page of rentals ended: newest first, ties by id."""


class RentalGivenUp(Exception):
    """It was decided before that this will never be a rental."""


class RentalStore(Protocol):
    """The authority on rentals. Every write may be repeated; unavailable stores raise ServiceUnavailable.

    One that was not answered in time may have happened or not; repeating it settles that.
    """

    def find_rental(self, rental_id: RentalId) -> Rental | None: ...

    def claim(self, rental: Rental, *, ttl: timedelta) -> Rental:
        """Claim the film for the customer unless a claim holds it; returns the rental that holds it now."""
        ...

    def find_claim(self, customer_id: CustomerId, movie_id: MovieId) -> Rental | None:
        """The rental that holds the film for the customer, as it was claimed."""
        ...

    def release(self, customer_id: CustomerId, movie_id: MovieId, rental_id: RentalId) -> None:
        """Give the claim up, if it is still this rental's."""
        ...

    def insert_rental(self, rental: Rental) -> Rental:
        """Record the rental once; returns the one recorded first under this id. `list_rental` is to follow.

        Raises RentalGivenUp.
        """
        ...

    def give_up_rental(self, rental_id: RentalId, *, now: datetime) -> bool:
        """Decide that this will never be a rental; False when it was recorded first."""
        ...

    def list_rental(self, rental: Rental) -> None:
        """Write a recorded rental, as it is now, into every listing."""
        ...

    def start_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record the first play once; returns the rental with the first play that counts.

        Raises RentalExpired when it was cancelled or closed before. `list_rental` is to follow.
        """
        ...

    def cancel_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record the cancellation once; returns the rental with the cancellation that counts.

        Raises AlreadyStarted when a first play, RentalExpired when its end came before. `list_rental` is to follow.
        """
        ...

    def close_rental(self, rental: Rental, *, now: datetime) -> Rental:
        """Record that a rental which nobody started has ended, so that no slow clock starts or cancels it any more.

        Returns the rental as it is: one that was started or cancelled first stays so.
        """
        ...

    def strip_rental(self, rental: Rental) -> None:
        """Put nobody in its customer's place wherever it is recorded, and take it off the customer's list."""
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


class Reminders(Protocol):
    """Notes on rentals by the minute they are due. Every write may be repeated."""

    def file(self, *reminders: Reminder) -> None:
        """File notes, durably. Raises ServiceUnavailable."""
        ...

    def tear_up(self, *reminders: Reminder) -> None:
        """Forget notes. Raises ServiceUnavailable."""
        ...

    def due_in(self, minute: datetime) -> Sequence[Reminder]:
        """The notes filed under this minute. Raises ServiceUnavailable."""
        ...

    def read_progress(self) -> datetime | None:
        """The first minute that nobody has gone through. Raises ServiceUnavailable."""
        ...

    def save_progress(self, minute: datetime) -> None:
        """Remember that every minute before this one has been gone through. Raises ServiceUnavailable."""
        ...


class MovieQuotes(Protocol):
    """What films cost now."""

    def quote_movie(self, movie_id: MovieId) -> Quote:
        """The quote. Raises NotFound, ServiceUnavailable."""
        ...


class PaymentUncertain(Exception):
    """The provider did not answer in time: what was asked may or may not have happened."""


class Payments(Protocol):
    """A payment provider. `key` makes charge and refund idempotent: once each, whoever asks again."""

    def charge(self, key: str, amount: Money, method: str) -> str:
        """Charge and return the payment's id. Raises PaymentDeclined, also for what was refunded; PaymentUncertain."""
        ...

    def find_charge(self, key: str) -> str | None:
        """The payment made under `key`, if there is one that was not refunded. Raises PaymentUncertain."""
        ...

    def refund(self, key: str) -> None:
        """Give back what was charged under `key`, if anything was. Raises PaymentUncertain."""
        ...


class PlaybackStore(Protocol):
    """Live playback sessions and progress: a cache with a TTL on everything, and the clock of its sessions.

    Everything raises ServiceUnavailable when the store is away, at once when it was away a moment ago.
    """

    def start_session(
        self,
        session: PlaybackSession,
        *,
        limits: StreamLimits,
        take_over: PlaybackSessionId | None = None,
        revived: bool = False,
    ) -> Admission:
        """Begin the session if the limits allow; `revived` goes on with one that began earlier."""
        ...

    def report(
        self, customer_id: CustomerId, session_id: PlaybackSessionId, *, position_s: int, playing: bool
    ) -> Beat | Over:
        """Take a heartbeat of a live session."""
        ...

    def stop_session(self, customer_id: CustomerId, session_id: PlaybackSessionId) -> Beat | None:
        """End the session; None when it was over already."""
        ...

    def silent_sessions(self, *, limit: int) -> Sequence[Beat]:
        """Some of the sessions that are over with seconds to tell; nobody else is given them for a while."""
        ...

    def confirm_told(self, beat: Beat) -> None:
        """The beat's untold seconds are told; until then every beat at a checkpoint brings the same."""
        ...

    def progress(self, rental_ids: Sequence[RentalId]) -> dict[RentalId, Progress]:
        """How far these rentals are played; those not played lately are left out."""
        ...

    def count_watching(self, movie_id: MovieId) -> int: ...

    def list_watching(self) -> Mapping[MovieId, int]:
        """The films that are watched, and by how many sessions."""
        ...

    def erase_customer(self, customer_id: CustomerId, rental_ids: Sequence[RentalId]) -> None:
        """Forget the customer's sessions, with seconds to tell or not, and how far these rentals are played."""
        ...

    def ping(self) -> None:
        """Ask the store for an answer. Raises ServiceUnavailable."""
        ...


class ProgressStore(Protocol):
    """Progress that outlives the live store. Writes may be repeated and may come in any order."""

    def keep_progress(self, customer_id: CustomerId, progress: Progress, *, now: datetime) -> None:
        """Keep how far the rental is played, unless something newer is kept."""
        ...

    def find_progress(self, customer_id: CustomerId, rental_id: RentalId) -> Progress | None: ...

    def progress_of_customer(self, customer_id: CustomerId) -> Sequence[Progress]:
        """All that the customer plays, last watched first."""
        ...

    def forget_progress(self, customer_id: CustomerId) -> None:
        """Forget all that the customer plays."""
        ...


class SessionRecords(Protocol):
    """What outlives the live store of a session: who it is, and whether it may go on."""

    def insert_session(self, session: PlaybackSession, *, now: datetime) -> None: ...

    def find_session(self, session_id: PlaybackSessionId) -> SessionRecord | None: ...

    def sessions_of_customer(self, customer_id: CustomerId) -> Sequence[PlaybackSession]:
        """The customer's sessions whose rentals have not ended, as they started."""
        ...

    def forget_sessions(self, customer_id: CustomerId) -> None:
        """Forget all sessions of the customer."""
        ...

    def end_session(self, session: PlaybackSession, *, now: datetime) -> None:
        """The session was stopped or its place was taken: it may not go on."""
        ...

    def go_on(self, session_id: PlaybackSessionId, *, for_: timedelta) -> None:
        """The session lives although the live store is away; this is forgotten after a while."""
        ...


class MediaUrls(Protocol):
    """Where films are played from."""

    def presign(self, key: str, *, expires_in: timedelta) -> str:
        """A URL that reads the object until then, with range requests."""
        ...
