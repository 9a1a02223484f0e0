"""The index of reports in PostgreSQL."""

from dataclasses import dataclass

from stats.ports import ReportEntry
from videoclub.drivers.postgres import Postgres

_INSERT = """
    insert into reports (period, closed, written_at) values (%s, %s, %s)
    on conflict (period) do update set closed = excluded.closed, written_at = excluded.written_at
"""
_PAGE = """
    select period, closed, written_at from reports where %(before)s::text is null or period < %(before)s
    order by period desc limit %(limit)s
"""


@dataclass(frozen=True)
class PostgresReports:
    """The ReportIndex on PostgreSQL."""

    postgres: Postgres

    def insert_report(self, entry: ReportEntry) -> None:
        with self.postgres.transaction() as connection:
            connection.execute(_INSERT, (entry.period, entry.closed, entry.written_at))

    def read_reports(self, limit: int, before: str | None) -> list[ReportEntry]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(_PAGE, {"limit": limit, "before": before}).fetchall()
        return [ReportEntry(row["period"], row["closed"], row["written_at"]) for row in rows]
