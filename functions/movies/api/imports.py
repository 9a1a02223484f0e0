"""Films as CSV: in and out."""

from http import HTTPStatus
from typing import Any

from movies import wiring
from movies.api.routes import routes
from movies.exporting import ExportLink
from movies.import_jobs import JobStatus
from movies.models.imports import (
    ExportAnswer,
    ExportQuery,
    ImportAnswer,
    ImportProgress,
    ImportQuery,
    ImportReport,
    ResultQuery,
    RowAnswer,
)
from movies.ports.imports import ImportJob, Order, Progress, Years
from videoclub.csv_rows import CSV
from videoclub.errors import NotFound
from videoclub.http import JSON, Call, NoBody, NoQuery, RawText, Reply, TextAnswer, TextBody
from videoclub.identity import Role
from videoclub.ids import new_id

CSV_LIMIT_BYTES = 16 * 1024 * 1024
"""Unpacked. What travels may have 4.4 MB on AWS, where Lambda takes 6 MB in base64: larger files are sent gzipped."""


@routes.route(
    "POST",
    "/movie-imports",
    who=Role.ADMIN,
    query=ImportQuery,
    body=TextBody,
    media_type="text/csv",
    body_limit_bytes=CSV_LIMIT_BYTES,
    answer=ImportReport,
    status=207,
    also={202: ImportAnswer},
)
def import_movies(call: Call[ImportQuery, TextBody]) -> Reply[Any]:
    """Add and update films from CSV, row by row.

    The header names columns; a row whose `id` is that of a film updates it, any other row adds one. A file of many rows
    is answered by 202 and an import that tells its progress. The body may be sent with `Content-Encoding: gzip`.
    """
    order = Order(new_id(), call.query.dry_run, call.principal.account_id, call.base_url)
    done = wiring.wired_exchange().desk.import_movies(call.body.text, order, now=call.now)
    if isinstance(done, ImportJob):
        address = call.link(f"/movie-imports/{done.order.import_id}")
        status = JobStatus(done, Progress(), stalled=False)
        answer = ImportAnswer.model_validate(ImportAnswer.members(status, address))
        return Reply(answer, status=HTTPStatus.ACCEPTED, location=address)
    return Reply(ImportReport(items=[RowAnswer.of(result) for result in done]))


@routes.route(
    "GET",
    "/movie-imports/{import_id}",
    who=Role.ADMIN,
    query=ResultQuery,
    answer=ImportProgress,
    raises=[NotFound],
)
def read_import(call: Call[ResultQuery, NoBody]) -> Reply[ImportProgress]:
    """How far a large import is, and what became of its rows, page by page."""
    desk, import_id, query = wiring.wired_exchange().desk, call.path["import_id"], call.query
    status = desk.read_job(import_id, now=call.now)
    page = desk.list_results(import_id, refused_only=query.failed, limit=query.limit, cursor=query.cursor)
    items = [RowAnswer.of(result) for result in page.results]
    members = ImportAnswer.members(status, call.link(call.resource))
    return Reply(ImportProgress.model_validate({"items": items, **members, **call.page_links(page.next_cursor)}))


@routes.route(
    "POST", "/movie-imports/{import_id}/retries", who=Role.ADMIN, answer=ImportAnswer, status=202, raises=[NotFound]
)
def retry_import(call: Call[NoQuery, NoBody]) -> Reply[ImportAnswer]:
    """Let the rows of a large import that are not done be tried again; those that are done stay as they are."""
    status = wiring.wired_exchange().desk.retry_import(call.path["import_id"], now=call.now)
    address = call.link(f"/movie-imports/{status.job.order.import_id}")
    return Reply(ImportAnswer.model_validate(ImportAnswer.members(status, address)))


@routes.route(
    "GET",
    "/movie-exports",
    who=Role.ADMIN,
    query=ExportQuery,
    answer=TextAnswer,
    answer_media_type=CSV,
    also={303: ExportAnswer},
)
def export_movies(call: Call[ExportQuery, NoBody]) -> Reply[Any]:
    """All films, or those of some years, as CSV, archived ones too, as an import takes them.

    An export that is too large for an answer is a file: 303 leads to it.
    """
    years = Years(call.query.year_min, call.query.year_max)
    export = wiring.wired_exchange().exporting.export_movies(years, now=call.now)
    if isinstance(export, ExportLink):
        answer = ExportAnswer.of(export)
        return Reply(answer, status=HTTPStatus.SEE_OTHER, location=answer.url, media_type=JSON)
    return Reply(RawText(export))
