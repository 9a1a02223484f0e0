"""What import and export need, in memory."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, datetime, timedelta

from fakes.movies import MemoryMovies
from movies.movie import Movie
from movies.ports.imports import Chunk, ImportJob, Progress, RowResult, Years
from videoclub.clock import utc_now
from videoclub.errors import ServiceUnavailable


@dataclass
class MemoryImports:
    """Jobs with the results of their rows, and when each was recorded."""

    jobs: dict[str, ImportJob] = field(default_factory=dict[str, ImportJob])
    results: dict[str, dict[int, tuple[RowResult, datetime]]] = field(
        default_factory=dict[str, dict[int, tuple[RowResult, datetime]]]
    )

    def insert_job(self, job: ImportJob) -> None:
        self.jobs[job.order.import_id] = job
        self.results[job.order.import_id] = {}

    def delete_job(self, import_id: str) -> None:
        self.jobs.pop(import_id, None)
        self.results.pop(import_id, None)

    def delete_jobs_before(self, instant: datetime) -> None:
        for import_id in [job.order.import_id for job in self.jobs.values() if job.requested_at < instant]:
            self.delete_job(import_id)

    def update_retried_at(self, import_id: str, instant: datetime) -> None:
        if import_id in self.jobs:
            self.jobs[import_id] = replace(self.jobs[import_id], retried_at=instant)

    def read_job(self, import_id: str) -> ImportJob | None:
        return self.jobs.get(import_id)

    def read_progress(self, import_id: str) -> Progress:
        done = list(self.results.get(import_id, {}).values())
        outcomes = [result.outcome for result, _ in done]
        return Progress(
            outcomes.count("added"),
            outcomes.count("updated"),
            outcomes.count("unchanged"),
            outcomes.count("refused"),
            max((at for _, at in done), default=None),
        )

    def insert_results(self, import_id: str, results: Sequence[RowResult], now: datetime) -> None:
        for result in results:
            if import_id in self.jobs:
                self.results[import_id].setdefault(result.row, (result, now))

    def done_rows(self, import_id: str, rows: Collection[int]) -> set[int]:
        return set(rows) & set(self.results.get(import_id, {}))

    def read_results(self, import_id: str, *, refused_only: bool, after: int, limit: int) -> list[RowResult]:
        results = [result for _, (result, _) in sorted(self.results.get(import_id, {}).items())]
        asked = [one for one in results if one.row > after and (not refused_only or one.outcome == "refused")]
        return asked[:limit]


@dataclass
class MemoryExchange:
    """Files by name; a link to one tells its name and how long it is good."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def write_import(self, import_id: str, content: bytes) -> None:
        self.files[import_id] = content

    def read_import(self, import_id: str) -> bytes | None:
        return self.files.get(import_id)

    def read_chunk(self, chunk: Chunk) -> bytes:
        return self.files[chunk.import_id][chunk.first : chunk.end]

    def write_export(self, name: str, content: bytes, *, media_type: str) -> None:
        self.files[name] = content

    def presign_export(self, name: str, *, expires_in: timedelta) -> str:
        return f"https://files.test/{name}?expires_in={int(expires_in.total_seconds())}"


@dataclass
class MemoryQueue:
    """Chunks in the order they were sent; a queue that is down takes `takes` of them and fails."""

    chunks: list[Chunk] = field(default_factory=list[Chunk])
    takes: int | None = None

    def send_chunks(self, chunks: Sequence[Chunk]) -> None:
        self.chunks += chunks[: self.takes]
        if self.takes is not None:
            raise ServiceUnavailable("The queue is down.")


@dataclass
class MemoryExport:
    """All films of `movies`, by title."""

    movies: MemoryMovies

    def count_movies(self, years: Years) -> int:
        return sum(1 for _ in self.read_movies(years, utc_now()))

    def read_movies(self, years: Years, now: datetime) -> Iterator[Movie]:
        first, last = years.first or MINYEAR, years.last or MAXYEAR
        everything = [
            movie for movie in self.movies.read_movies(list(self.movies.movies), now) if first <= movie.year <= last
        ]
        yield from sorted(everything, key=lambda movie: (movie.title.best("en"), movie.id))
