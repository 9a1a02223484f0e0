"""Reports: the bot adds up a day from Rental itself and holds it against what events brought."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from stats.day_report import DayReport, Differences
from stats.periods import Period
from stats.ports import Bot, ReportEntry, ReportFiles, ReportIndex, ViewingStore
from videoclub.contracts.rental import RENTALS_OF_DAY_SHARD, DayShardRequest, RentalFact
from videoclub.cursors import Cursors
from videoclub.errors import NotFound
from videoclub.services import Services


@dataclass(frozen=True, slots=True)
class Written:
    """A report that was made; `key` is where it is kept."""

    period: Period
    key: str
    closed: bool
    rentals: int
    differences: Differences


@dataclass(frozen=True)
class Reporting:
    """Makes, lists and reads reports."""

    services: Services
    viewings: ViewingStore
    files: ReportFiles
    index: ReportIndex
    cursors: Cursors

    def make_report(self, period: Period, *, now: datetime) -> Written:
        """Read the day from Rental, take in what events missed, and write the report; the pointer to it comes last.

        May be killed anywhere and begun again: the report is the same. Raises ServiceUnavailable, and ValidationFailed
        for a period that lies ahead.
        """
        period.check_begun(now)
        report, told = DayReport(period), 0
        for rentals in self._rentals_of(period):
            told += self.viewings.record_rentals(rentals)
            report.add(rentals)
        differences = Differences(
            missing_events=report.rentals - told, unknown_to_rental=self.viewings.count_told(period) - told
        )
        closed = period.is_closed(now)
        text = report.as_json(self.viewings.read_day(period), differences, closed=closed)
        key = self.files.write_report(period, text)
        self.index.insert_report(ReportEntry(str(period), closed, now))
        self.files.point_to_latest(period)
        return Written(period, key, closed, report.rentals, differences)

    def list_reports(self, *, limit: int, cursor: str | None) -> tuple[list[ReportEntry], str | None]:
        """A page of what there is, the latest period first, and the cursor of the next. Raises ValidationFailed."""
        position = self.cursors.open(cursor, query={})
        found = self.index.read_reports(limit + 1, str(position[0]) if position else None)
        shown = found[:limit]
        return shown, self.cursors.seal([shown[-1].period], query={}) if len(found) > limit else None

    def read_report(self, period: Period) -> str:
        """The report as it was written. Raises NotFound."""
        text = self.files.read_report(period)
        if text is None:
            raise NotFound(f"There is no report of {period} yet.")
        return text

    def _rentals_of(self, period: Period) -> Iterator[list[RentalFact]]:
        shard, shards = 0, 1
        while shard < shards:
            after: str | None = None
            while True:
                request = DayShardRequest(day=period.day, shard=shard, after=after)
                page = self.services.ask(RENTALS_OF_DAY_SHARD, request)
                yield page.rentals
                shards, after = page.shards, page.next
                if after is None:
                    break
            shard += 1


@dataclass(frozen=True)
class ReportRequests:
    """Has reports made on demand."""

    bot: Bot

    def request_report(self, period: Period, *, now: datetime) -> None:
        """Start the bot. Raises ValidationFailed for a period that lies ahead, ServiceUnavailable."""
        period.check_begun(now)
        self.bot.start(period)
