"""What the API of imports and exports gives."""

from typing import Literal, Self

from movies.exporting import ExportLink
from movies.import_jobs import JobStatus
from movies.models.movies import Year
from movies.ports.imports import Outcome, RowResult
from videoclub.http import AnswerModel, Page, PageQuery, QueryModel
from videoclub.ids import MovieId
from videoclub.problems import PROBLEMS
from videoclub.values import Instant

_STATUS = {"added": 201, "updated": 200, "unchanged": 200}


class ImportQuery(QueryModel):
    """`dry_run` reports what an import would do, and changes nothing."""

    dry_run: bool = False


class ExportQuery(QueryModel):
    """Films from `year_min` to `year_max` alone: a very large catalogue goes out in parts."""

    year_min: Year | None = None
    year_max: Year | None = None


class ResultQuery(PageQuery):
    """`failed` leaves only the rows that were refused."""

    failed: bool = False


class RowErrorAnswer(AnswerModel):
    """What is wrong with a row; `pointer` names the column (`/year`), and is empty for the row as a whole."""

    pointer: str
    code: str
    message: str


class RowAnswer(AnswerModel):
    """What became of a row, by the number a spreadsheet shows; `changed` names columns of a film that was there."""

    row: int
    status: int
    outcome: Outcome
    id: MovieId | None = None
    changed: list[str] | None = None
    code: str | None = None
    errors: list[RowErrorAnswer] | None = None

    @classmethod
    def of(cls, result: RowResult) -> Self:
        """The answer for `result`."""
        return cls(
            row=result.row,
            status=PROBLEMS[result.problem].status if result.problem else _STATUS[result.outcome],
            outcome=result.outcome,
            id=result.movie_id,
            changed=list(result.changed) if result.outcome in {"updated", "unchanged"} else None,
            code=result.problem,
            errors=[RowErrorAnswer(**vars(error)) for error in result.errors] if result.problem else None,
        )


class ImportReport(AnswerModel):
    """What became of each row."""

    items: list[RowAnswer]


class RowCounts(AnswerModel):
    """How many rows there are, how many are done, and with which outcome."""

    total: int
    done: int
    failed: int
    added: int
    updated: int
    unchanged: int


class ImportAnswer(AnswerModel):
    """An import that is done in chunks.

    One that is `stalled` does not go on by itself: a POST to its link `retries` lets what is not done be tried again.
    """

    id: str
    state: Literal["running", "stalled", "finished"]
    dry_run: bool
    requested_at: Instant
    finished_at: Instant | None = None
    rows: RowCounts
    links: dict[str, str]

    @classmethod
    def members(cls, status: JobStatus, address: str) -> dict[str, object]:
        """The members that tell of `status`; `address` is that of the job."""
        progress = status.progress
        links = {"self": address, "failed": f"{address}?failed=true"}
        return {
            "id": status.job.order.import_id,
            "state": "finished" if status.finished_at else "stalled" if status.stalled else "running",
            "dry_run": status.job.order.dry_run,
            "requested_at": status.job.requested_at,
            "finished_at": status.finished_at,
            "rows": RowCounts(
                total=status.job.rows_total,
                done=progress.done,
                failed=progress.refused,
                added=progress.added,
                updated=progress.updated,
                unchanged=progress.unchanged,
            ),
            "links": links | ({"retries": f"{address}/retries"} if status.stalled else {}),
        }


class ImportProgress(Page[RowAnswer], ImportAnswer):
    """An import that is done in chunks, and a page of the results there are."""


class ExportAnswer(AnswerModel):
    """Where an export that is too large for an answer can be fetched until `expires_at`."""

    url: str
    expires_at: Instant
    movies: int

    @classmethod
    def of(cls, link: ExportLink) -> Self:
        """The answer for `link`."""
        return cls(url=link.url, expires_at=link.expires_at, movies=link.movies)
