"""What Rental holds on a person: rentals with payments and progress, and where they play.

Rentals outlive the person as facts of accounting: film, price, payment and times stay, the customer does not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from rental.playback_session import PlaybackSession, Progress
from rental.ports import PlaybackStore, Position, ProgressStore, Reminders, RentalStore, SessionRecords
from rental.reminder import Reminder, Step
from rental.rental import Rental
from videoclub.ids import CustomerId
from videoclub.type_adapters import type_adapter

RENTALS_AT_ONCE = 100

_NOT_OF_THE_PERSON = {"customer_id", "media_key", "request_hash"}


@dataclass(frozen=True)
class CustomerData:
    """Tells a person all there is, and erases it."""

    rentals: RentalStore
    reminders: Reminders
    playback: PlaybackStore
    progress: ProgressStore
    sessions: SessionRecords

    def export_customer(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        """All on this person. Raises ServiceUnavailable when Cassandra or Redis does not answer."""
        rentals = [rental for page in self._pages(customer_id) for rental in page]
        progress = {kept.rental_id: kept for kept in self.progress.progress_of_customer(customer_id)}
        live = self.playback.progress(list(progress))  # newer than what is kept
        sessions = list(self.sessions.sessions_of_customer(customer_id))
        without = {"__all__": _NOT_OF_THE_PERSON}
        return {
            "rentals": type_adapter(list[Rental]).dump_python(rentals, mode="json", exclude=without),
            "progress": type_adapter(list[Progress]).dump_python(list((progress | live).values()), mode="json"),
            "playback_sessions": type_adapter(list[PlaybackSession]).dump_python(
                sessions, mode="json", exclude=without
            ),
        }

    def erase_customer(self, customer_id: CustomerId) -> None:
        """Leave rentals without their customer, and nothing else. May be repeated, and killed anywhere.

        A rental leaves the customer's list in its last step, so one that was begun is found again. Raises
        ServiceUnavailable.
        """
        self.sessions.forget_sessions(customer_id)
        self.playback.erase_customer(customer_id, [])
        for page in self._pages(customer_id):
            self.playback.erase_customer(customer_id, [rental.id for rental in page])
            for rental in page:
                self._strip(rental)
        self.progress.forget_progress(customer_id)

    def _strip(self, rental: Rental) -> None:
        """Free the film, forget the notes to tell when the rental expires, and put nobody in the customer's place.

        Notes on its other steps are gone within minutes.
        """
        self.rentals.release(rental.customer_id, rental.movie_id, rental.id)
        ends = {rental.start_by, rental.expires_at}
        self.reminders.tear_up(*(Reminder.of(rental, Step.EXPIRED, end) for end in ends))
        self.rentals.strip_rental(rental)

    def _pages(self, customer_id: CustomerId) -> Iterator[Sequence[Rental]]:
        after: Position | None = None
        while page := self.rentals.rentals_of_customer(customer_id, after=after, limit=RENTALS_AT_ONCE):
            yield page
            after = page[-1].position
