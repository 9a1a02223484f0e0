"""Search in PostgreSQL: question, page, facets and what was perhaps meant in one statement, without any offset."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from movies.adapters.movie_rows import MOVIE_COLUMNS, MOVIE_TABLES, movie_of
from movies.adapters.search_statements import SORTS, search_statement
from movies.models.movies import SearchQuery
from movies.ports.movies import FacetCounts, Found
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row

FACET_VALUES_MAX = 50


@dataclass(frozen=True)
class PostgresSearch:
    """The SearchStore on PostgreSQL."""

    postgres: Postgres

    def find_movies(self, query: SearchQuery, after: Key | None, now: datetime) -> Found:
        statement, values = search_question(query, after, now)
        with self.postgres.transaction() as connection:
            rows = connection.execute(statement, values).fetchall()  # pyright: ignore[reportArgumentType]
        films = [row for row in rows if row["id"] is not None]
        shown = films[: query.limit]
        return Found(
            movies=[movie_of(row) for row in shown],
            positions=[SORTS[query.sort].position(row) for row in shown],
            has_more=len(films) > query.limit,
            facets=_facets(rows[0]) if after is None else None,
            did_you_mean=rows[0]["meant"],
        )


def search_question(query: SearchQuery, after: Key | None, now: datetime) -> tuple[str, dict[str, Any]]:
    """The statement that answers `query`, and its values. Its rows are films, or one without any."""
    found = search_statement(query, first_page=after is None)
    values = query.model_dump(exclude={"limit", "cursor", "sort", "show_archived"}, exclude_none=True)
    values |= {"now": now, "limit": query.limit + 1}
    values |= {f"after_{place}": value for place, value in enumerate(after or ())}
    statement = f"""
        {found}
        select told.meant, told.facets, shown.*
        from (select (select meant from answer) as meant, (select facets from counted) as facets) as told
        left join (select {MOVIE_COLUMNS}, page.tier, page.distance, page.place, page.amount as sort_amount
                   from page join {MOVIE_TABLES} on m.id = page.movie_id) as shown on true
        order by shown.place
    """  # noqa: S608 - of constants; every value is bound
    return statement, values


def _facets(row: Row) -> FacetCounts:
    counts: dict[str, list[list[Any]]] = row["facets"] or {}
    genres, decades, languages = (
        sorted(((str(value), count) for value, count in counts.get(facet) or []), key=lambda pair: (-pair[1], pair[0]))
        for facet in ("genres", "decades", "languages")
    )
    return FacetCounts(*(values[:FACET_VALUES_MAX] for values in (genres, decades, languages)))
