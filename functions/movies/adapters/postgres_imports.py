"""Imports and the results of their rows in PostgreSQL."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from movies.ports.imports import ImportJob, Order, Progress, RowResult
from videoclub.drivers.postgres import Postgres, Row
from videoclub.errors import FieldError
from videoclub.ids import AccountId, MovieId, is_uuid

_INSERT_JOB = """
    insert into imports (id, dry_run, requested_by, requested_at, api_url, rows_total)
    values (%(id)s, %(dry_run)s, %(by)s, %(requested_at)s, %(api_url)s, %(rows_total)s)
"""
_PROGRESS = """
    select count(*) filter (where outcome = 'added') as added, count(*) filter (where outcome = 'updated') as updated,
           count(*) filter (where outcome = 'unchanged') as unchanged,
           count(*) filter (where outcome = 'refused') as refused, max(done_at) as last_done_at
    from import_rows where import_id = %s
"""
_INSERT_RESULT = """
    insert into import_rows (import_id, row, outcome, movie_id, changed, problem, errors, done_at)
    select id, %(row)s, %(outcome)s, %(movie_id)s, %(changed)s, %(problem)s, %(errors)s, %(now)s
    from imports where id = %(import_id)s
    on conflict (import_id, row) do nothing
"""
_RESULTS = """
    select row, outcome, movie_id, changed, problem, errors from import_rows
    where import_id = %(import_id)s and row > %(after)s and (not %(refused_only)s or outcome = 'refused')
    order by row limit %(limit)s
"""


@dataclass(frozen=True)
class PostgresImports:
    """The ImportJobs on PostgreSQL."""

    postgres: Postgres

    def insert_job(self, job: ImportJob) -> None:
        values = {
            "id": job.order.import_id,
            "dry_run": job.order.dry_run,
            "by": job.order.by,
            "requested_at": job.requested_at,
            "api_url": job.order.api_url,
            "rows_total": job.rows_total,
        }
        with self.postgres.transaction() as connection:
            connection.execute(_INSERT_JOB, values)

    def delete_job(self, import_id: str) -> None:
        with self.postgres.transaction() as connection:
            connection.execute("delete from imports where id = %s", (import_id,))

    def delete_jobs_before(self, instant: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute("delete from imports where requested_at < %s", (instant,))

    def update_retried_at(self, import_id: str, instant: datetime) -> None:
        with self.postgres.transaction() as connection:
            connection.execute("update imports set retried_at = %s where id = %s", (instant, import_id))

    def read_job(self, import_id: str) -> ImportJob | None:
        if not is_uuid(import_id):
            return None
        with self.postgres.transaction() as connection:
            row = connection.execute("select * from imports where id = %s", (import_id,)).fetchone()
        return _job(row) if row else None

    def read_progress(self, import_id: str) -> Progress:
        with self.postgres.transaction() as connection:
            row = connection.execute(_PROGRESS, (import_id,)).fetchone()
        return Progress(**row) if row else Progress()

    def insert_results(self, import_id: str, results: Sequence[RowResult], now: datetime) -> None:
        from psycopg.types.json import Jsonb

        rows = [
            {
                "import_id": import_id,
                "row": result.row,
                "outcome": result.outcome,
                "movie_id": result.movie_id,
                "changed": list(result.changed),
                "problem": result.problem,
                "errors": Jsonb([asdict(error) for error in result.errors]),
                "now": now,
            }
            for result in results
        ]
        with self.postgres.transaction() as connection, connection.cursor() as cursor:
            cursor.executemany(_INSERT_RESULT, rows)

    def done_rows(self, import_id: str, rows: Collection[int]) -> set[int]:
        with self.postgres.transaction() as connection:
            found = connection.execute(
                "select row from import_rows where import_id = %s and row = any(%s)", (import_id, list(rows))
            ).fetchall()
        return {row["row"] for row in found}

    def read_results(self, import_id: str, *, refused_only: bool, after: int, limit: int) -> list[RowResult]:
        values = {"import_id": import_id, "refused_only": refused_only, "after": after, "limit": limit}
        with self.postgres.transaction() as connection:
            rows = connection.execute(_RESULTS, values).fetchall()
        return [_result(row) for row in rows]


def _job(row: Row) -> ImportJob:
    by = AccountId(row["requested_by"]) if row["requested_by"] else None
    order = Order(str(row["id"]), row["dry_run"], by, row["api_url"])
    return ImportJob(order, row["requested_at"], row["rows_total"], row["retried_at"])


def _result(row: Row) -> RowResult:
    return RowResult(
        row=row["row"],
        outcome=row["outcome"],
        movie_id=MovieId(str(row["movie_id"])) if row["movie_id"] else None,
        changed=tuple(row["changed"]),
        problem=row["problem"],
        errors=tuple(FieldError(**error) for error in row["errors"]),
    )
