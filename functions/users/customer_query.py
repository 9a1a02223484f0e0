"""Which customers somebody asks for: conditions on fields, joined by all, any and not, and the order to list them in.

Every condition holds or does not; there is no third. What is missing (a country nobody told, the last rental of
somebody who never rented) equals nothing, is in no list, and is neither before nor after anything: only `!=` holds for
it. `= None` asks for what is missing, `!= None` for what is there. Who never rented has rented 0 and spent 0.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

type Field = Literal[
    "country",
    "locale",
    "status",
    "tag",
    "created_at",
    "birth_year",
    "rented",
    "spent",
    "last_rented_at",
    "favourite_genre",
]
type Op = Literal["=", "!=", "<", "<=", ">", ">=", "in"]
type Value = str | int | Decimal | datetime
type Sort = Literal[
    "-created_at",
    "created_at",
    "display_name",
    "-display_name",
    "-rented",
    "rented",
    "-spent",
    "spent",
    "-last_rented_at",
    "last_rented_at",
]

MAY_BE_MISSING: frozenset[Field] = frozenset({"country", "birth_year", "last_rented_at", "favourite_genre"})


@dataclass(frozen=True)
class Condition:
    """What a field must be. `tag` stands for each of a customer's tags: `=` and `in` for having one, `!=` for not.

    `value` is a tuple for `in`.
    """

    field: Field
    op: Op
    value: Value | tuple[Value, ...] | None


@dataclass(frozen=True)
class AllOf:
    """Holds when each part does; without any, for everybody."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class AnyOf:
    """Holds when one part does; without any, for nobody."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Not:
    """Holds when the part does not."""

    part: "Expression"


type Expression = Condition | AllOf | AnyOf | Not


@dataclass(frozen=True)
class CustomerQuery:
    """Customers for whom `expression` holds and whose name or address has all `words`; in the order of `sort`.

    A word of three letters or more may stand anywhere, a shorter one begins a word of theirs.
    """

    expression: Expression
    words: str | None = None
    sort: Sort = "-created_at"
