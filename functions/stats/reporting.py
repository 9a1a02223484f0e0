"""Reports: the bot makes days from Rental itself, and longer periods from their days."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

from stats.comparing import compared
from stats.edition import JSON_FILE, Edition
from stats.periods import Kind, Period
from stats.ports.reports import ReportEntry, ReportFiles, ReportIndex, ReportSink
from stats.reading_days import CheckTime, DayReading
from stats.report.figures import Report
from stats.report.files import files_of
from stats.report.making import merge_days, report_of_day
from videoclub.contracts.movies import DESCRIBE_MOVIES, MOVIES_PER_CALL, MovieCard, MoviesRequest
from videoclub.ids import MovieId
from videoclub.services import Services

CATCH_UP_DAYS = 31
"""Days that no nightly run closed are made up for, this far back."""


class OutOfTime(Exception):
    """The next step was not begun; what was done is kept, and another run goes on from there."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made."""

    period: Period
    closed: bool
    rentals: int
    differences: Mapping[str, int]


@dataclass(frozen=True)
class Reporting:
    """Makes reports. `archive` keeps them, to be read in `files`; `supplements` are told of them as well."""

    services: Services
    reading: DayReading
    archive: ReportSink
    files: ReportFiles
    index: ReportIndex
    supplements: tuple[ReportSink, ...] = ()
    timer: Callable[[], float] = time.perf_counter

    def make_report(self, period: Period, *, now: datetime, check_time: CheckTime) -> list[Made]:
        """Make the report of `period`, and before it those of its days that are missing; it comes last.

        May be ended anywhere and begun again: the report is the same. Raises ServiceUnavailable, OutOfTime, and
        ValidationFailed for a period that lies ahead.
        """
        period.check_begun(now)
        run = _Run(self, now, check_time)
        if period.kind == "day":
            return [run.make_day(period)]
        closed = self.index.closed_days(period.first, period.last)
        missing = [day for day in period.days if day.has_begun(now) and day.first not in closed]
        return [*(run.make_day(day) for day in missing), run.make_merge(period)]

    def make_due(self, *, now: datetime, check_time: CheckTime) -> list[Made]:
        """Make yesterday's report, those of days before it that were missed, and of weeks and months they end."""
        yesterday = Period.yesterday(now)
        last = self.index.last_closed_day() or yesterday.first - timedelta(days=1)
        first = max(min(last + timedelta(days=1), yesterday.first), yesterday.first - timedelta(days=CATCH_UP_DAYS))
        made: list[Made] = []
        for number in range((yesterday.first - first).days + 1):
            day = Period(first + timedelta(days=number))
            made += self.make_report(day, now=now, check_time=check_time)
            for longer in _ended_by(day):
                made += self.make_report(longer, now=now, check_time=check_time)
        return made


def _ended_by(day: Period) -> list[Period]:
    kinds: tuple[Kind, ...] = ("week", "month")
    return [period for kind in kinds if (period := Period.of(day.first, kind)).last == day.first]


@dataclass(frozen=True)
class _Run:
    """One run of the bot; films are described once in it."""

    reporting: Reporting
    now: datetime
    check_time: CheckTime
    _cards: dict[MovieId, MovieCard | None] = field(default_factory=dict[MovieId, MovieCard | None])

    def make_day(self, day: Period) -> Made:
        began = self.reporting.timer()
        reading = self.reporting.reading
        figures, differences = reading.read_day(day, now=self.now, check_time=self.check_time)
        report = report_of_day(
            day, figures, differences, self._describe(figures.movies), closed=day.is_closed(self.now)
        )
        before = self._read(day.before)
        made = self._publish(day, compared(report, before) if before and before.closed else report, began)
        reading.days.forget_day(day.first)
        return made

    def make_merge(self, period: Period) -> Made:
        self.check_time()
        began = self.reporting.timer()
        days = [day for day in period.days if day.has_begun(self.now)]
        report = self._merge(period, days)
        if report is None:
            raise LookupError(f"a day of {period} has no report, though it was just made")
        before_days = period.before.days[: len(days)]
        before = self._merge(period.before, before_days)
        return self._publish(period, compared(report, before) if before else report, began)

    def _merge(self, period: Period, days: list[Period]) -> Report | None:
        """The report of these days of the period; None when one of them is missing."""
        reports = [report for day in days if (report := self._read(day))]
        if len(reports) < len(days):
            return None
        customers = self.reporting.reading.days.count_customers([day.first for day in days])
        closed = len(days) == len(period.days) and all(report.closed for report in reports)
        return merge_days(period, reports, customers, closed=closed)

    def _read(self, period: Period) -> Report | None:
        text = self.reporting.files.read_report(period, JSON_FILE)
        return Report.of_json(text) if text else None

    def _publish(self, period: Period, report: Report, began: float) -> Made:
        made = Made(period, report.closed, report.rentals, report.differences.model_dump())
        run: dict[str, Any] = {
            "made_at": self.now.astimezone(UTC).isoformat(),
            "seconds": round(self.reporting.timer() - began, 3),
        }
        edition = Edition(period, report, files_of(report), run)
        self.reporting.archive.publish_report(edition)
        self.reporting.index.insert_report(ReportEntry(period, report.closed, self.now))
        for sink in self.reporting.supplements:
            sink.publish_report(edition)
        return made

    def _describe(self, movie_ids: Iterable[MovieId]) -> dict[MovieId, MovieCard]:
        unknown = sorted(set(movie_ids) - self._cards.keys())
        for some in batched(unknown, MOVIES_PER_CALL, strict=False):
            self._cards.update(dict.fromkeys(some))
            answer = self.reporting.services.ask(DESCRIBE_MOVIES, MoviesRequest(movie_ids=list(some)))
            self._cards.update({movie.id: movie for movie in answer.movies})
        return {movie_id: card for movie_id, card in self._cards.items() if card}
