"""What histories and their ingest need from outside. What does not answer raises ServiceUnavailable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import JsonValue

from stats.movie_days import MovieDay
from stats.viewing import Viewing
from videoclub.events import AnyRentalEvent
from videoclub.ids import CustomerId, MovieId, RentalId


class ViewingStore(Protocol):
    """Viewings, gathered from events."""

    def record_events(self, events: Sequence[AnyRentalEvent]) -> int:
        """Take in events, all or none, in whatever order they come; one that was taken in before is left out.

        Answers how many were new.
        """
        ...

    def read_viewings(
        self, customer_id: CustomerId, limit: int, before: tuple[datetime, RentalId] | None
    ) -> list[Viewing]:
        """A customer's viewings, newest first, beyond the one rented at `before`; cancelled rentals are left out."""
        ...

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        """A customer's whole history, oldest first."""
        ...

    def read_movie_days(self, movie_id: MovieId, start: datetime, end: datetime) -> list[MovieDay]:
        """A film's days from `start` to before `end` that had rentals, in order."""
        ...

    def forget_events(self, before: datetime, limit: int) -> int:
        """Forget up to `limit` events that were taken in before that instant; answers how many."""
        ...

    def forget_hours(self, before: datetime, limit: int) -> int:
        """Forget up to `limit` hours of viewings before that instant, which histories still have; answers how many."""
        ...


class CustomerData(Protocol):
    """What Stats holds on a person. Raises ServiceUnavailable."""

    def export_customer(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        """All of it, cancelled rentals too."""
        ...

    def erase_customer(self, customer_id: CustomerId, *, now: datetime) -> None:
        """Put nobody in the customer's place, for what comes later as well. May be repeated."""
        ...


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be taken in: what it was about, and nothing that leads to a person."""

    message_id: str
    type: str | None
    event_id: str | None
    sent_at: datetime
    receives: int


class DeadLetters(Protocol):
    """Messages that could not be taken in."""

    def count(self) -> int:
        """About how many there are."""
        ...

    def read_some(self, limit: int) -> list[DeadLetter]:
        """Some of them, oldest first among those found."""
        ...

    def redrive(self) -> None:
        """Have all of them delivered again."""
        ...
