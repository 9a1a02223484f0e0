"""Search in PostgreSQL: by words (prefixes, then close ones), filters and sort; positions are keyset, never offsets."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from movies.adapters.movie_rows import MOVIE_COLUMNS, MOVIE_TABLES, movie_of
from movies.models import SearchQuery, Sort
from movies.ports import FacetCounts, Found
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row

FACET_VALUES_MAX = 50

# Exact title, beginning of a title, words of titles, people as well, and last what is only close. Within a tier the
# title nearest to the question; in whole thousandths, which a cursor holds exactly.
_RANK = """
    case when q.phrase = any(s.titles) then 1
         when exists (select from unnest(s.titles) t where starts_with(t, q.phrase)) then 2
         when s.lexemes @@ q.title_prefixes then 3
         when s.lexemes @@ q.prefixes then 4
         else 5 end as tier,
    (select 1000 - round(1000 * max(similarity(t, q.phrase)))::int from unnest(s.titles) t) as distance
"""


@dataclass(frozen=True, slots=True)
class _Order:
    """A sort: its columns, their types, and whether all of them run down. The last column makes it unique."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    descending: bool = False

    def clause(self) -> str:
        direction = " desc" if self.descending else ""
        return ", ".join(column + direction for column in self.columns)

    def after(self) -> str:
        comparison = "<" if self.descending else ">"
        values = ", ".join(f"%(after_{place})s::{kind}" for place, kind in enumerate(self.types))
        return f"({', '.join(self.columns)}) {comparison} ({values})"


_ORDERS: dict[Sort, _Order] = {
    "relevance": _Order(("tier", "distance", "sort_title", "id"), ("int", "int", "text", "uuid")),
    "title": _Order(("sort_title", "id"), ("text", "uuid")),
    "-year": _Order(("(-year)", "sort_title", "id"), ("int", "text", "uuid")),
    "price": _Order(("amount", "sort_title", "id"), ("numeric", "text", "uuid")),
    "-added": _Order(("created_at", "id"), ("timestamptz", "uuid"), descending=True),
}

_FILTERS: dict[str, str] = {
    "genre": "exists (select from movie_genres g where g.movie_id = m.id and g.genre = %(genre)s)",
    "person_id": "exists (select from credits c where c.movie_id = m.id and c.person_id = %(person_id)s::uuid)",
    "year_min": "m.year >= %(year_min)s",
    "year_max": "m.year <= %(year_max)s",
    "runtime_max": "m.runtime_min <= %(runtime_max)s",
    "language": "%(language)s = any(m.languages)",
    "country": "%(country)s = any(m.countries)",
    "price_max": "p.amount <= %(price_max)s",
}

_GENRE, _YEARS, _LANGUAGE = {"genre"}, {"year_min", "year_max"}, {"language"}
"""The filters that a facet sets aside: its own."""


@dataclass(frozen=True)
class PostgresSearch:
    """The SearchStore on PostgreSQL."""

    postgres: Postgres

    def find_movies(self, query: SearchQuery, after: Key | None, now: datetime) -> Found:
        order = _ORDERS[query.sort]
        question = _question(query, now)
        values = question.values | {"limit": query.limit + 1}
        if after is not None:
            values |= {f"after_{place}": value for place, value in enumerate(after)}
        statement = f"""
            with matched as (
                select m.id, m.sort_title, m.year, m.created_at, p.amount, {question.rank}
                from {question.tables} where {question.where()}
            ),
            page as (
                select *, row_number() over (order by {order.clause()}) as place from matched
                where {order.after() if after is not None else "true"}
                order by {order.clause()} limit %(limit)s
            )
            select {MOVIE_COLUMNS}, page.tier, page.distance
            from page join {MOVIE_TABLES} on m.id = page.id order by page.place
        """  # noqa: S608 - of constants; every value is bound
        with self.postgres.transaction() as connection:
            rows = connection.execute(statement, values).fetchall()  # pyright: ignore[reportArgumentType]
        shown = rows[: query.limit]
        positions = [_POSITIONS[query.sort](row) for row in shown]
        return Found([movie_of(row) for row in shown], positions, has_more=len(rows) > query.limit)

    def count_facets(self, query: SearchQuery, now: datetime) -> FacetCounts:
        question = _question(query, now)
        statement = f"""
            with matched as materialized (
                select m.id, m.year, m.languages,
                       {question.where(only=_GENRE)} as genre_fits,
                       {question.where(only=_YEARS)} as years_fit,
                       {question.where(only=_LANGUAGE)} as language_fits
                from {question.tables} where {question.where(without=_GENRE | _YEARS | _LANGUAGE)}
            )
            (select 'genre' as facet, f.genre as value, count(*) as count
             from matched join movie_genres f on f.movie_id = matched.id
             where years_fit and language_fits group by f.genre)
            union all
            (select 'decade', (year / 10 * 10)::text, count(*)
             from matched where genre_fits and language_fits group by year / 10)
            union all
            (select 'language', f.language, count(*)
             from matched cross join unnest(languages) as f (language)
             where genre_fits and years_fit group by f.language)
            order by facet, count desc, value
        """  # noqa: S608 - of constants; every value is bound
        with self.postgres.transaction() as connection:
            rows = connection.execute(statement, question.values).fetchall()  # pyright: ignore[reportArgumentType]
        return FacetCounts(_values(rows, "genre"), _values(rows, "decade"), _values(rows, "language"))


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, in SQL: tables, conditions by the name of their filter, the columns of the rank, and values."""

    tables: str = MOVIE_TABLES
    conditions: dict[str, str] = field(default_factory=dict[str, str])
    rank: str = "0 as tier, 0 as distance"
    values: dict[str, Any] = field(default_factory=dict[str, Any])

    def where(self, *, only: Collection[str] | None = None, without: Collection[str] = ()) -> str:
        kept = [
            condition
            for name, condition in self.conditions.items()
            if name not in without and (only is None or name in only)
        ]
        return " and ".join(kept) or "true"


def _question(query: SearchQuery, now: datetime) -> _Question:
    given = query.model_dump(include=set(_FILTERS), exclude_none=True)
    conditions = {name: _FILTERS[name] for name in given}
    if not query.show_archived:
        conditions["show_archived"] = "m.archived_at is null"
    values = given | {"now": now}
    if not query.q:
        return _Question(conditions=conditions, values=values)
    return _Question(
        tables=f"search_question(%(q)s) q join search_documents s on s.lexemes @@ q.alike "
        f"join {MOVIE_TABLES} on m.id = s.movie_id",
        conditions=conditions,
        rank=_RANK,
        values=values | {"q": query.q},
    )


_POSITIONS: dict[Sort, Callable[[Row], Key]] = {
    "relevance": lambda row: [row["tier"], row["distance"], row["sort_title"], str(row["id"])],
    "title": lambda row: [row["sort_title"], str(row["id"])],
    "-year": lambda row: [-row["year"], row["sort_title"], str(row["id"])],
    "price": lambda row: [str(row["amount"]), row["sort_title"], str(row["id"])],
    "-added": lambda row: [row["created_at"].isoformat(), str(row["id"])],
}


def _values(rows: list[Row], facet: str) -> list[tuple[str, int]]:
    return [(row["value"], row["count"]) for row in rows if row["facet"] == facet][:FACET_VALUES_MAX]
