"""Imports of any size: small ones are done at once, large ones in chunks by workers, with a job that tells progress."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import batched

from movies.csv_table import Row
from movies.importing import Importing, read_rows
from movies.ports.imports import Chunk, ExchangeFiles, ImportJob, ImportJobs, ImportQueue, Order, Progress, RowResult
from videoclub.cursors import Cursors
from videoclub.errors import FieldError, NotFound, ServiceUnavailable, ValidationFailed

KEPT_FOR = timedelta(days=30)
"""How long a job and its results can be read."""
STALLED_AFTER = timedelta(hours=1)
"""Five deliveries of a chunk, each after the queue's visibility timeout; then it is among the dead letters."""


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """Up to `rows_at_once` are done while the caller waits; a chunk has `chunk_rows`, a file at most `rows`."""

    rows_at_once: int
    chunk_rows: int
    rows: int


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job and how far it is; `stalled` when nothing has happened for so long that it goes on only if retried."""

    job: ImportJob
    progress: Progress
    stalled: bool

    @property
    def finished_at(self) -> datetime | None:
        return self.progress.last_done_at if self.progress.done == self.job.rows_total else None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A page of a job's results."""

    results: list[RowResult]
    next_cursor: str | None


@dataclass(frozen=True)
class ImportDesk:
    """Takes files in, lets workers carry them out, tells what became of them."""

    importing: Importing
    jobs: ImportJobs
    files: ExchangeFiles
    queue: ImportQueue
    cursors: Cursors
    limits: ImportLimits

    def import_movies(self, text: str, order: Order, *, now: datetime) -> list[RowResult] | ImportJob:
        """The result of each row, or the job that will have them where the file is too large for one request.

        Raises ValidationFailed for a file that cannot be understood as a whole, ServiceUnavailable if nothing is done.
        """
        rows = read_rows(text)
        if len(rows) > self.limits.rows:
            message = f"has {len(rows)} rows; {self.limits.rows} is the most, so split the file"
            raise ValidationFailed(FieldError("", "too_many_rows", message))
        if len(rows) <= self.limits.rows_at_once:
            return self.importing.import_rows(rows, order, now=now)
        return self._start(rows, order, now)

    def import_chunk(self, chunk: Chunk, *, now: datetime) -> int:
        """Carry out a chunk and record its results; answers how many rows were not done already.

        A job that is gone is left alone. Raises ServiceUnavailable, and what is done is recorded nevertheless.
        """
        job = self.jobs.read_job(chunk.import_id)
        if job is None:
            return 0
        rows = [_row(line) for line in self.files.read_chunk(chunk).splitlines()]
        done = self.jobs.done_rows(chunk.import_id, [row.number for row in rows])
        open_rows = [row for row in rows if row.number not in done]
        results = self.importing.import_rows(open_rows, job.order, now=now)
        final = [result for result in results if result.problem != ServiceUnavailable.slug]
        self.jobs.insert_results(chunk.import_id, final, now)
        if len(final) < len(results):
            raise ServiceUnavailable("The catalogue stopped answering in the middle of a chunk.")
        return len(final)

    def read_job(self, import_id: str, *, now: datetime) -> JobStatus:
        """A job and its progress. Raises NotFound."""
        job = self.jobs.read_job(import_id)
        if job is None:
            raise NotFound("There is no such import.")
        progress = self.jobs.read_progress(import_id)
        is_open = progress.done < job.rows_total
        last_heard = max(filter(None, (job.requested_at, job.retried_at, progress.last_done_at)))
        return JobStatus(job, progress, is_open and now - last_heard > STALLED_AFTER)

    def retry_import(self, import_id: str, *, now: datetime) -> JobStatus:
        """Hand over again the chunks that have rows which are not done; of a finished import there are none.

        Raises NotFound, also when the file is kept no more, and ServiceUnavailable.
        """
        self.read_job(import_id, now=now)
        content = self.files.read_import(import_id)
        if content is None:
            raise NotFound("The file of this import is kept no more; send the rows that are not done in a new one.")
        lines = content.splitlines(keepends=True)
        numbers = [_row(line).number for line in lines]
        done = self.jobs.done_rows(import_id, numbers)
        size = self.limits.chunk_rows
        chunks = zip(_cut(import_id, lines, size), batched(numbers, size, strict=False), strict=True)
        self.queue.send_chunks([chunk for chunk, rows in chunks if not done.issuperset(rows)])
        self.jobs.update_retried_at(import_id, now)
        return self.read_job(import_id, now=now)

    def list_results(self, import_id: str, *, refused_only: bool, limit: int, cursor: str | None) -> ResultPage:
        """Results so far in the order of rows. Raises ValidationFailed for a cursor of another list."""
        query = {"import_id": import_id, "refused_only": refused_only}
        position = self.cursors.open(cursor, query=query)
        after = int(position[0] or 0) if position else 0
        found = self.jobs.read_results(import_id, refused_only=refused_only, after=after, limit=limit + 1)
        shown = found[:limit]
        more = len(found) > limit
        return ResultPage(shown, self.cursors.seal([shown[-1].row], query=query) if more else None)

    def _start(self, rows: Sequence[Row], order: Order, now: datetime) -> ImportJob:
        lines = [_line(row) for row in rows]
        job = ImportJob(order, now, len(rows))
        self.jobs.delete_jobs_before(now - KEPT_FOR)
        self.files.write_import(order.import_id, b"".join(lines))
        self.jobs.insert_job(job)
        try:
            self.queue.send_chunks(_cut(order.import_id, lines, self.limits.chunk_rows))
        except ServiceUnavailable:
            self.jobs.delete_job(order.import_id)  # chunks that were sent find no job, and do nothing
            raise
        return job


def _cut(import_id: str, lines: Sequence[bytes], chunk_rows: int) -> list[Chunk]:
    chunks: list[Chunk] = []
    end = 0
    for place in range(0, len(lines), chunk_rows):
        first, end = end, end + sum(map(len, lines[place : place + chunk_rows]))
        chunks.append(Chunk(import_id, first, end))
    return chunks


def _line(row: Row) -> bytes:
    """A row as a line of JSON; ASCII only, as some characters of Unicode end a line."""
    faults = [asdict(fault) for fault in row.faults]
    return json.dumps({"number": row.number, "cells": dict(row.cells), "faults": faults}).encode() + b"\n"


def _row(line: bytes) -> Row:
    row = json.loads(line)
    return Row(row["number"], row["cells"], tuple(FieldError(**fault) for fault in row["faults"]))
