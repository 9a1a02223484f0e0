"""Conditions on customers as SQL: composed of identifiers we know and placeholders, with every value bound.

A negation is pushed down to the conditions, so that each stays one that an index can answer.
"""

from typing import TYPE_CHECKING, Any, LiteralString

from users.customer_query import AllOf, AnyOf, Condition, Expression, Field, Not, Op

if TYPE_CHECKING:
    from psycopg.sql import Composable, Composed

_COLUMNS: dict[Field, LiteralString] = {
    "country": "c.country",
    "locale": "c.locale",
    "status": "c.status",
    "tag": "c.tags",
    "created_at": "c.created_at",
    "birth_year": "c.birth_year",
    "rented": "c.rented",
    "spent": "c.spent",
    "last_rented_at": "c.last_rented_at",
    "favourite_genre": "c.favourite_genre",
}
_PRESENT: dict[Field, LiteralString] = {
    "country": "c.country IS NOT NULL",
    "birth_year": "c.birth_year IS NOT NULL",
    "last_rented_at": "c.last_rented_at > '-infinity'",
    "favourite_genre": "c.favourite_genre IS NOT NULL",
}
_MISSING: dict[Field, LiteralString] = {
    "country": "c.country IS NULL",
    "birth_year": "c.birth_year IS NULL",
    "last_rented_at": "c.last_rented_at = '-infinity'",
    "favourite_genre": "c.favourite_genre IS NULL",
}
_CASTS: dict[Field, LiteralString] = {
    "created_at": "timestamptz",
    "last_rented_at": "timestamptz",
    "birth_year": "bigint",
    "rented": "bigint",
    "spent": "numeric",
}
_OPPOSITE: dict[Op, Op] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SQL: dict[Op, LiteralString] = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def compile_expression(expression: Expression, values: dict[str, Any]) -> "Composed":
    """The condition on a row `c` of `customers`; the values of its placeholders join `values`."""
    from psycopg import sql

    return sql.Composed([_compile(expression, values, holds=True)])


def _compile(expression: Expression, values: dict[str, Any], *, holds: bool) -> "Composable":
    """The SQL that is true where `expression` holds, or else where it does not."""
    match expression:
        case Not(part=part):
            return _compile(part, values, holds=not holds)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return _join(
                [_compile(part, values, holds=holds) for part in parts], isinstance(expression, AllOf) == holds
            )
        case Condition(field="tag"):
            return _compile_tag(expression, values, holds=holds)
        case Condition():
            return _compile_condition(expression, values, holds=holds)


def _join(parts: "list[Composable]", every: bool) -> "Composable":
    from psycopg import sql

    if not parts:
        return sql.SQL("true") if every else sql.SQL("false")
    return sql.SQL("({})").format(sql.SQL(" AND " if every else " OR ").join(parts))


def _compile_tag(condition: Condition, values: dict[str, Any], *, holds: bool) -> "Composable":
    from psycopg import sql

    wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    shared = sql.SQL("c.tags && {}").format(_bind("tag", list(wanted), values, "[]"))
    having = (condition.op != "!=") == holds
    return shared if having else sql.SQL("NOT {}").format(shared)


def _compile_condition(condition: Condition, values: dict[str, Any], *, holds: bool) -> "Composable":
    """`=`, orders and `in` need a value there; their opposites, and `!=`, hold where it is missing."""
    from psycopg import sql

    field, op, value = condition.field, condition.op, condition.value
    if value is None:
        return sql.SQL(_MISSING[field] if (op == "=") == holds else _PRESENT[field])
    column = sql.SQL(_COLUMNS[field])
    if isinstance(value, tuple):
        bound = _bind(field, list(value), values, "[]")
        compared = sql.SQL("{} = ANY({})" if holds else "{} <> ALL({})").format(column, bound)
    else:
        operator = sql.SQL(_SQL[op if holds else _OPPOSITE[op]])
        compared = sql.SQL("{} {} {}").format(column, operator, _bind(field, value, values))
    if field not in _MISSING:
        return compared
    if (op != "!=") == holds:  # nothing is equal to what is missing, before or after it
        return sql.SQL("({} AND {})").format(compared, sql.SQL(_PRESENT[field]))
    return sql.SQL("({} OR {})").format(compared, sql.SQL(_MISSING[field]))


def _bind(field: Field, value: Any, values: dict[str, Any], array: LiteralString = "") -> "Composable":
    """A placeholder of its own for the value, which joins `values`."""
    from psycopg import sql

    name = f"value_{len(values)}"
    values[name] = value
    return sql.SQL("{}::{}{}").format(sql.Placeholder(name), sql.SQL(_CASTS.get(field, "text")), sql.SQL(array))
