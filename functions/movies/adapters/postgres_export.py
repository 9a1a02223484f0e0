"""The whole catalogue from PostgreSQL, row by row, as it was at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from movies.adapters.movie_rows import MOVIE_COLUMNS, MOVIE_TABLES, movie_of
from movies.movie import Movie
from videoclub.drivers.postgres import Postgres

DEADLINE_S = 25.0
ROWS_PER_FETCH = 500

_READ_ALL = f"""
    select {MOVIE_COLUMNS} from {MOVIE_TABLES} order by m.sort_title, m.id
"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class PostgresExport:
    """The MovieExport on PostgreSQL."""

    postgres: Postgres

    def read_all(self, now: datetime) -> Iterator[Movie]:
        with (
            self.postgres.transaction(deadline_s=DEADLINE_S) as connection,
            connection.cursor(name="movie_export") as cursor,
        ):
            cursor.itersize = ROWS_PER_FETCH
            for row in cursor.execute(_READ_ALL, {"now": now}):
                yield movie_of(row)
