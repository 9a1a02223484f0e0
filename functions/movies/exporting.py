"""The whole catalogue as CSV, in the format that an import takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from movies.movie_csv import COLUMNS, cells_of
from movies.ports.imports import ExchangeFiles, MovieExport, Years
from videoclub.csv_rows import CSV, write_rows
from videoclub.errors import FieldError, ValidationFailed
from videoclub.ids import new_id

LINK_FOR = timedelta(minutes=15)
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ExportLink:
    """Where a large export can be fetched until `expires_at`."""

    url: str
    expires_at: datetime
    movies: int


@dataclass(frozen=True)
class Exporting:
    """Exports up to `movies_max` films. What takes more than `inline_max_bytes` becomes a file, with a link to it."""

    export: MovieExport
    files: ExchangeFiles
    inline_max_bytes: int
    movies_max: int

    def export_movies(self, years: Years, *, now: datetime) -> str | ExportLink:
        """Films of these years, archived ones too: as text, or a link where that is too large for an answer.

        Raises ValidationFailed for more than can be read within one request, and ServiceUnavailable.
        """
        there_are = self.export.count_movies(years)
        if there_are > self.movies_max:
            message = f"{there_are} films are more than one export holds, {self.movies_max}; export fewer years at once"
            raise ValidationFailed(FieldError("/year_min", "too_many_movies", message))
        content = bytearray(write_rows([COLUMNS]).encode())
        rows: list[list[str]] = []
        movies = 0
        for movie in self.export.read_movies(years, now):
            cells = cells_of(movie)
            rows.append([cells[name] for name in COLUMNS])
            movies += 1
            if len(rows) == ROWS_AT_ONCE:
                content += write_rows(rows).encode()
                rows.clear()
        content += write_rows(rows).encode()
        if len(content) <= self.inline_max_bytes:
            return content.decode()
        return self._link_to(bytes(content), movies, now)

    def _link_to(self, content: bytes, movies: int, now: datetime) -> ExportLink:
        name = f"{new_id()}/movies-{now.date().isoformat()}.csv"
        self.files.write_export(name, content, media_type=CSV)
        return ExportLink(self.files.presign_export(name, expires_in=LINK_FOR), now + LINK_FOR, movies)
