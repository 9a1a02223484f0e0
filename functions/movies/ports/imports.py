"""What import and export need from outside."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from movies.movie import Movie
from videoclub.errors import FieldError
from videoclub.ids import AccountId, MovieId

type Outcome = Literal["added", "updated", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: the columns `changed`, or the slug of the `problem` and what is wrong with which column."""

    row: int
    outcome: Outcome
    movie_id: MovieId | None = None
    changed: tuple[str, ...] = ()
    problem: str | None = None
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports, and how: a dry run changes nothing. Ids of added films are derived from `import_id` and row."""

    import_id: str
    dry_run: bool
    by: AccountId | None
    api_url: str


@dataclass(frozen=True, slots=True)
class ImportJob:
    """An import that is done in chunks, elsewhere."""

    order: Order
    requested_at: datetime
    rows_total: int
    retried_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows had each outcome so far, and when the last of them was done."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    last_done_at: datetime | None = None

    @property
    def done(self) -> int:
        return self.added + self.updated + self.unchanged + self.refused


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of an import's file: its bytes from `first` to before `end`."""

    import_id: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Years:
    """Films from the year `first` to the year `last`, each included; None leaves that end open."""

    first: int | None = None
    last: int | None = None


class ImportJobs(Protocol):
    """Imports and the results of their rows. Every method raises ServiceUnavailable when the store does not answer."""

    def insert_job(self, job: ImportJob) -> None:
        """Enter a job."""
        ...

    def delete_job(self, import_id: str) -> None:
        """Forget a job and its results."""
        ...

    def delete_jobs_before(self, instant: datetime) -> None:
        """Forget the jobs requested before that."""
        ...

    def update_retried_at(self, import_id: str, instant: datetime) -> None:
        """Note when its open rows were last handed over again."""
        ...

    def read_job(self, import_id: str) -> ImportJob | None:
        """The job."""
        ...

    def read_progress(self, import_id: str) -> Progress:
        """How far it is."""
        ...

    def insert_results(self, import_id: str, results: Sequence[RowResult], now: datetime) -> None:
        """Record results; those of rows that have one, and of a job that is gone, are left out."""
        ...

    def done_rows(self, import_id: str, rows: Collection[int]) -> set[int]:
        """Those of `rows` that have a result."""
        ...

    def read_results(self, import_id: str, *, refused_only: bool, after: int, limit: int) -> list[RowResult]:
        """Results in the order of rows, beyond the row `after`."""
        ...


class ExchangeFiles(Protocol):
    """Files on their way in and out. Every method raises ServiceUnavailable when the store does not answer."""

    def write_import(self, import_id: str, content: bytes) -> None:
        """Keep the file of an import."""
        ...

    def read_import(self, import_id: str) -> bytes | None:
        """The file of an import; None when it is kept no more."""
        ...

    def read_chunk(self, chunk: Chunk) -> bytes:
        """A part of it."""
        ...

    def write_export(self, name: str, content: bytes, *, media_type: str) -> None:
        """Keep an export under the file name `name`."""
        ...

    def presign_export(self, name: str, *, expires_in: timedelta) -> str:
        """A URL that reads it until then."""
        ...


class ImportQueue(Protocol):
    """Where chunks wait for a worker."""

    def send_chunks(self, chunks: Sequence[Chunk]) -> None:
        """Hand all over; after ServiceUnavailable some may have been handed over."""
        ...


class MovieExport(Protocol):
    """Reads the whole catalogue, or the films of some years. Every method raises ServiceUnavailable."""

    def count_movies(self, years: Years) -> int:
        """How many films there are, archived ones too."""
        ...

    def read_movies(self, years: Years, now: datetime) -> Iterator[Movie]:
        """Every film as it is at `now`, archived ones too, by title."""
        ...
