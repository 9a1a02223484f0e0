"""The SQL of lists of customers: which, in which order, beginning where."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString

from users.adapters.segment_statements import compile_expression
from users.customer_query import AllOf, Condition, CustomerQuery, Sort
from videoclub.cursors import Key
from videoclub.drivers.postgres import Row

if TYPE_CHECKING:
    from psycopg.sql import Composable, Composed

CUSTOMER_COLUMNS: LiteralString = """
    c.id, a.email, a.display_name, c.locale, c.country, c.birth_year, c.status, c.tags, c.created_at, a.version,
    c.rented, c.spent, nullif(c.last_rented_at, '-infinity') AS last_rented_at, c.favourite_genre, c.name_key
"""
WORDS_MAX = 8
_WORD = re.compile(r"\w+")
NEAR = 3_000
"""So many customers are looked through in the order asked for; what fills no page among them is looked up by filter."""
# No one plan is good for every question: the planner, told of a LIMIT, may walk a whole order in vain where what is
# asked for lies at its far end. So the walk is bounded, and only where it fails all that match are found and sorted.
_PAGE: LiteralString = """
    WITH near AS MATERIALIZED (
        SELECT c.id FROM (SELECT * FROM customers c WHERE {behind} AND {within} ORDER BY {order} LIMIT {near}) AS c
        WHERE {where} ORDER BY {order} LIMIT %(limit)s
    ),
    enough AS MATERIALIZED (SELECT count(*) = %(limit)s AS are_near FROM near),
    matching AS MATERIALIZED (SELECT c.id, {column} AS place FROM customers c WHERE {behind} AND {where})
    SELECT {columns}
    FROM (
        SELECT id FROM near WHERE (SELECT are_near FROM enough)
        UNION ALL
        (SELECT id FROM matching WHERE NOT (SELECT are_near FROM enough)
         ORDER BY place {direction}, id {direction} LIMIT %(limit)s)
    ) AS page
    JOIN customers c ON c.id = page.id JOIN accounts a ON a.id = c.id ORDER BY {order}
"""
_ALL: LiteralString = "SELECT {columns} FROM customers c JOIN accounts a ON a.id = c.id WHERE {where} ORDER BY {order}"
_COUNT: LiteralString = "SELECT count(*) FROM customers c WHERE {where}"


@dataclass(frozen=True)
class SortOrder:
    """A column to sort by, its type, and how a row tells its place in it; the id makes the order unique."""

    column: LiteralString
    type: LiteralString
    place: Callable[[Row], str | int]


def _told(instant: datetime | None) -> str:
    return "-infinity" if instant is None else instant.isoformat()


_ORDERS: dict[str, SortOrder] = {
    "created_at": SortOrder("c.created_at", "timestamptz", lambda row: _told(row["created_at"])),
    "display_name": SortOrder("c.name_key", "text", lambda row: row["name_key"]),
    "rented": SortOrder("c.rented", "integer", lambda row: row["rented"]),
    "spent": SortOrder("c.spent", "numeric", lambda row: str(row["spent"])),
    "last_rented_at": SortOrder("c.last_rented_at", "timestamptz", lambda row: _told(row["last_rented_at"])),
}


def position_of(row: Row, sort: Sort) -> Key:
    """The sort key of a row that has `CUSTOMER_COLUMNS`."""
    return [_ORDERS[sort.removeprefix("-")].place(row), str(row["id"])]


def page_statement(query: CustomerQuery, after: Key | None, limit: int) -> "tuple[Composed, dict[str, Any]]":
    """The statement of a page, and its values."""
    from psycopg import sql

    where, values = _where(query)
    order, down = _ORDERS[query.sort.removeprefix("-")], query.sort.startswith("-")
    behind = sql.Composed([sql.SQL("true")])
    if after is not None:
        behind = sql.SQL("({}, c.id) {} (%(after)s::{}, %(after_id)s::uuid)").format(
            sql.SQL(order.column), sql.SQL("<" if down else ">"), sql.SQL(order.type)
        )
        values |= {"after": after[0], "after_id": after[1]}
    parts = {
        "behind": behind,
        "within": compile_expression(_bounds(query), values),
        "near": sql.Literal(NEAR),
        "column": sql.SQL(order.column),
        "direction": sql.SQL("DESC" if down else "ASC"),
    }
    return _statement(_PAGE, where, query.sort, **parts), values | {"limit": limit}


def _bounds(query: CustomerQuery) -> AllOf:
    """What must hold of the very column that is sorted by: the walk begins and ends there."""
    required = query.expression.parts if isinstance(query.expression, AllOf) else (query.expression,)
    sorted_by = query.sort.removeprefix("-")
    return AllOf(tuple(part for part in required if isinstance(part, Condition) and part.field == sorted_by))


def all_statement(query: CustomerQuery) -> "tuple[Composed, dict[str, Any]]":
    """The statement of all there are, and its values."""
    where, values = _where(query)
    return _statement(_ALL, where, query.sort), values


def count_statement(query: CustomerQuery) -> "tuple[Composed, dict[str, Any]]":
    """The statement that counts them, and its values."""
    from psycopg import sql

    where, values = _where(query)
    return sql.SQL(_COUNT).format(where=where), values


def _statement(text: LiteralString, where: "Composed", sort: Sort, **parts: "Composable") -> "Composed":
    from psycopg import sql

    column = sql.SQL(_ORDERS[sort.removeprefix("-")].column)
    order = sql.SQL("{} DESC, c.id DESC" if sort.startswith("-") else "{}, c.id").format(column)
    return sql.SQL(text).format(columns=sql.SQL(CUSTOMER_COLUMNS), where=where, order=order, **parts)


def _where(query: CustomerQuery) -> "tuple[Composed, dict[str, Any]]":
    from psycopg import sql

    values: dict[str, Any] = {}
    where = compile_expression(query.expression, values)
    words = _WORD.findall(query.words or "")[:WORDS_MAX]
    looked_for = [
        sql.SQL(" AND c.search LIKE search_pattern({})").format(sql.Placeholder(f"word_{place}"))
        for place in range(len(words))
    ]
    return sql.Composed([where, *looked_for]), values | {f"word_{place}": word for place, word in enumerate(words)}
