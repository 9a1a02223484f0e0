"""The index of reports in PostgreSQL, and which batches of events analytics were sent."""

from dataclasses import dataclass
from datetime import date, datetime

from stats.periods import Kind, Period
from stats.ports.reports import ReportEntry
from videoclub.drivers.postgres import Postgres

_INSERT = """
    insert into reports (period, kind, first_day, last_day, closed, written_at)
    values (%(period)s, %(kind)s, %(first)s, %(last)s, %(closed)s, %(written_at)s)
    on conflict (period) do update set closed = excluded.closed, written_at = excluded.written_at
"""
_PAGE = """
    select kind, first_day, closed, written_at from reports
    where (%(kind)s::text is null or kind = %(kind)s)
      and (%(last)s::date is null or (last_day, period) < (%(last)s, %(period)s))
    order by last_day desc, period desc limit %(limit)s
"""
_CLOSED = "select first_day from reports where kind = 'day' and closed and first_day between %(first)s and %(last)s"
_LAST_CLOSED = "select max(first_day) as day from reports where kind = 'day' and closed"
_CLAIM = """
    insert into analytics_batches (period, number, claimed_at) values (%s, %s, %s) on conflict do nothing
"""
_CONFIRM = "update analytics_batches set sent = true where period = %s and number = %s"
_RELEASE = "delete from analytics_batches where period = %s and number = %s and not sent"


@dataclass(frozen=True)
class PostgresReports:
    """The ReportIndex on PostgreSQL."""

    postgres: Postgres

    def insert_report(self, entry: ReportEntry) -> None:
        values = {
            "period": str(entry.period),
            "kind": entry.period.kind,
            "first": entry.period.first,
            "last": entry.period.last,
            "closed": entry.closed,
            "written_at": entry.written_at,
        }
        with self.postgres.transaction() as connection:
            connection.execute(_INSERT, values)

    def read_reports(self, limit: int, before: tuple[date, str] | None, kind: Kind | None) -> list[ReportEntry]:
        last, period = before or (None, None)
        values = {"limit": limit, "last": last, "period": period, "kind": kind}
        with self.postgres.transaction() as connection:
            rows = connection.execute(_PAGE, values).fetchall()
        return [ReportEntry(Period(row["first_day"], row["kind"]), row["closed"], row["written_at"]) for row in rows]

    def closed_days(self, first: date, last: date) -> set[date]:
        with self.postgres.transaction() as connection:
            return {row["first_day"] for row in connection.execute(_CLOSED, {"first": first, "last": last})}

    def last_closed_day(self) -> date | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_LAST_CLOSED).fetchone()
        return row["day"] if row else None


@dataclass(frozen=True)
class PostgresAnalyticsLedger:
    """The AnalyticsLedger on PostgreSQL."""

    postgres: Postgres

    def claim_batch(self, period: Period, number: int, *, now: datetime) -> bool:
        with self.postgres.transaction() as connection:
            return connection.execute(_CLAIM, (str(period), number, now)).rowcount == 1

    def confirm_batch(self, period: Period, number: int) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_CONFIRM, (str(period), number))

    def release_batch(self, period: Period, number: int) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_RELEASE, (str(period), number))
