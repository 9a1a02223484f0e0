"""What reports need from outside. What does not answer raises ServiceUnavailable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from stats.day_figures import DayFigures, Differences
from stats.edition import Edition
from stats.periods import Kind, Period
from videoclub.contracts.rental import RentalFact
from videoclub.ids import CustomerId


class DayStore(Protocol):
    """A day of rentals as Rental has it, copied beside what events told, and what the two come to."""

    def begin_day(self, day: date, *, since: datetime) -> set[int]:
        """Forget shards of the day that were staged before `since`; answers the shards that remain."""
        ...

    def stage_shard(self, day: date, shard: int, pages: Iterable[Sequence[RentalFact]], *, now: datetime) -> None:
        """Keep a shard of the day whole, in place of what is kept of it. May be called by several threads."""
        ...

    def take_in(self, day: Period) -> Differences:
        """Bring what events missed into the viewings; answers where events and Rental differ.

        The differences are the same however often the day is taken in.
        """
        ...

    def customers_without_country(self, day: date, *, limit: int, asked_since: datetime) -> list[CustomerId]:
        """Customers of the day whose country was not asked for since then."""
        ...

    def record_countries(self, countries: Mapping[CustomerId, str | None], *, now: datetime) -> None:
        """Keep where customers live; None for those who cannot be told."""
        ...

    def add_up(self, day: Period) -> DayFigures:
        """The figures of a day that was staged and taken in, and remember who its customers were."""
        ...

    def forget_day(self, day: date) -> None:
        """Forget the copy of the day; its figures were written."""
        ...

    def forget_days(self, before: datetime) -> int:
        """Forget copies of days staged before that instant, whose bot never came back; answers how many rentals."""
        ...

    def count_customers(self, days: Sequence[date]) -> tuple[int, int, dict[str, int]]:
        """Customers of these days together, each once; how many of them were new; and customers by country.

        The country of those who cannot be told is the empty text. Days that were not added up have none.
        """
        ...


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report that was written. A report of a period that is not over, or lacks a day, is not `closed`."""

    period: Period
    closed: bool
    written_at: datetime


class ReportIndex(Protocol):
    """Which reports there are."""

    def insert_report(self, entry: ReportEntry) -> None:
        """Enter a report, in place of an earlier one of its period."""
        ...

    def read_reports(self, limit: int, before: tuple[date, str] | None, kind: Kind | None) -> list[ReportEntry]:
        """Reports by their last day and name, latest first, beyond `before`; of one kind, or of all."""
        ...

    def closed_days(self, first: date, last: date) -> set[date]:
        """The days from first to last that have a closed report."""
        ...

    def last_closed_day(self) -> date | None:
        """The latest day that has a closed report."""
        ...


class ReportFiles(Protocol):
    """Reports as files, to be read."""

    def read_report(self, period: Period, name: str) -> str | None:
        """A file of the report of `period`, as it was written."""
        ...

    def presign_report(self, period: Period, name: str, *, expires_in_s: int) -> str:
        """A link to the file that anybody may follow for a time."""
        ...


class ReportSink(Protocol):
    """Takes reports when they are made."""

    def publish_report(self, edition: Edition) -> None:
        """Take the report, in place of an earlier one of its period. May be repeated after a failure."""
        ...


class AnalyticsLedger(Protocol):
    """Which batches of events were sent to a service that counts what it is sent twice, twice."""

    def claim_batch(self, period: Period, number: int, *, now: datetime) -> bool:
        """Claim a batch before it is sent; False when it was claimed before: sent, or nobody knows."""
        ...

    def confirm_batch(self, period: Period, number: int) -> None:
        """The batch was sent."""
        ...

    def release_batch(self, period: Period, number: int) -> None:
        """The batch was certainly not taken; it may be claimed again."""
        ...


class Bot(Protocol):
    """Makes reports, elsewhere."""

    def start(self, period: Period | None, *, round_number: int = 1) -> None:
        """Have a report made, or what is due without a period; or gone on with in a further round. It does not wait."""
        ...
