"""Reports as admins see them: asked for, listed, read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stats.periods import Kind, Period
from stats.ports.reports import Bot, ReportEntry, ReportFiles, ReportIndex
from videoclub.cursors import Cursors
from videoclub.errors import NotFound

ANSWER_MAX_BYTES = 3 * 1024 * 1024
"""A larger file is read by a link: Lambda answers with 6 MB at most, in which text may double."""
LINK_EXPIRES_IN_S = 900


@dataclass(frozen=True, slots=True)
class Link:
    """Where a file can be read for some minutes."""

    url: str


@dataclass(frozen=True)
class Reports:
    """The reports there are."""

    files: ReportFiles
    index: ReportIndex
    cursors: Cursors
    bot: Bot

    def request_report(self, period: Period, *, now: datetime) -> None:
        """Start the bot. Raises ValidationFailed for a period that lies ahead, ServiceUnavailable."""
        period.check_begun(now)
        self.bot.start(period)

    def list_reports(
        self, *, kind: Kind | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[ReportEntry], str | None]:
        """A page of what there is, the latest period first, and the cursor of the next. Raises ValidationFailed."""
        query = {"kind": kind}
        position = self.cursors.open(cursor, query=query)
        before = (date.fromisoformat(str(position[0])), str(position[1])) if position else None
        found = self.index.read_reports(limit + 1, before, kind)
        shown = found[:limit]
        if len(found) <= limit:
            return shown, None
        last = shown[-1].period
        return shown, self.cursors.seal([last.last.isoformat(), str(last)], query=query)

    def read_report(self, period: Period, name: str, *, now: datetime) -> str | Link:
        """A file of a report as it was written, or a link to it if it is large.

        Raises ValidationFailed for a period that lies ahead, NotFound.
        """
        period.check_begun(now)
        text = self.files.read_report(period, name)
        if text is None:
            raise NotFound(f"There is no report of {period} yet. POST /reports has one made.")
        if len(text.encode()) > ANSWER_MAX_BYTES:
            return Link(self.files.presign_report(period, name, expires_in_s=LINK_EXPIRES_IN_S))
        return text
