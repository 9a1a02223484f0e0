"""What the use cases of Stats need from outside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from stats.day_report import DayViewing
from stats.periods import Period
from stats.viewing import Viewing
from videoclub.contracts.rental import RentalFact
from videoclub.events import AnyRentalEvent
from videoclub.ids import CustomerId, RentalId


class ViewingStore(Protocol):
    """Viewings, gathered from events. Every method raises ServiceUnavailable when the store does not answer."""

    def record_events(self, events: Sequence[AnyRentalEvent]) -> int:
        """Take in events, all or none, in whatever order they come; one that was taken in before is left out.

        Answers how many were new.
        """
        ...

    def record_rentals(self, rentals: Sequence[RentalFact]) -> int:
        """Take in rentals as Rental has them; answers how many of them an event has told of."""
        ...

    def read_viewings(
        self, customer_id: CustomerId, limit: int, before: tuple[datetime, RentalId] | None
    ) -> list[Viewing]:
        """A customer's viewings, newest first, beyond the one rented at `before`; cancelled rentals are left out."""
        ...

    def read_histories(self, limit: int, after: CustomerId | None) -> list[list[Viewing]]:
        """Whole histories of up to `limit` customers in the order of their ids, each oldest first, beyond `after`."""
        ...

    def read_history(self, customer_id: CustomerId) -> list[Viewing]:
        """A customer's whole history, oldest first."""
        ...

    def count_told(self, period: Period) -> int:
        """How many rentals of the period events have told of."""
        ...

    def read_day(self, period: Period) -> DayViewing:
        """What was watched in the period."""
        ...


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report that was written. A report of a day that is not over is not `closed`."""

    period: str
    closed: bool
    written_at: datetime


class ReportIndex(Protocol):
    """Which reports there are."""

    def insert_report(self, entry: ReportEntry) -> None:
        """Enter a report, in place of an earlier one of its period."""
        ...

    def read_reports(self, limit: int, before: str | None) -> list[ReportEntry]:
        """Reports, the latest period first, beyond the period `before`."""
        ...


class ReportFiles(Protocol):
    """Where the reports themselves are kept."""

    def write_report(self, period: Period, text: str) -> str:
        """Keep the report, in place of an earlier one of its period; answers its key."""
        ...

    def point_to_latest(self, period: Period) -> None:
        """Make this the latest report, unless one of a later period is."""
        ...

    def read_report(self, period: Period) -> str | None:
        """The report as it was written."""
        ...


class Bot(Protocol):
    """Makes reports, elsewhere."""

    def start(self, period: Period) -> None:
        """Have the report made, without waiting. Raises ServiceUnavailable."""
        ...
