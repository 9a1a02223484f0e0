"""The whole catalogue from PostgreSQL, row by row, as it was at one moment."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from movies.adapters.movie_rows import MOVIE_COLUMNS, MOVIE_TABLES, movie_of
from movies.movie import Movie
from movies.ports.imports import Years
from videoclub.drivers.postgres import Postgres

DEADLINE_S = 25.0
ROWS_PER_FETCH = 500

_OF_YEARS = "m.year between coalesce(%(first)s, m.year) and coalesce(%(last)s, m.year)"
_COUNT = f"select count(*) as movies from movies m where {_OF_YEARS}"  # noqa: S608 - of constants
_READ = f"""
    select {MOVIE_COLUMNS} from {MOVIE_TABLES} where {_OF_YEARS} order by m.sort_title, m.id
"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class PostgresExport:
    """The MovieExport on PostgreSQL."""

    postgres: Postgres

    def count_movies(self, years: Years) -> int:
        with self.postgres.transaction() as connection:
            row = connection.execute(_COUNT, asdict(years)).fetchone()
        return row["movies"] if row else 0

    def read_movies(self, years: Years, now: datetime) -> Iterator[Movie]:
        with (
            self.postgres.transaction(deadline_s=DEADLINE_S) as connection,
            connection.cursor(name="movie_export") as cursor,
        ):
            cursor.itersize = ROWS_PER_FETCH
            for row in cursor.execute(_READ, asdict(years) | {"now": now}):
                yield movie_of(row)
