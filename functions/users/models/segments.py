"""Questions about customers as JSON: `{all: […]}`, `{any: […]}`, `{not: …}` of `{field, op, value}`."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from users.account import Status
from users.customer import normalise_tag
from users.customer_query import MAY_BE_MISSING, AllOf, AnyOf, Condition, Expression, Not, Op, Sort, Value
from users.customer_query import Field as FieldName
from users.models.accounts import one_line
from users.segment import Segment
from videoclub.errors import FieldError, ValidationFailed
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.type_adapters import type_adapter
from videoclub.values import CENT, Instant

NAME_MAX_CHARS = 80
LIST_MAX = 100
RENTED_MAX = 10**9
SPENT_MAX = Decimal(10**8)
_ORDERS: frozenset[Op] = frozenset({"<", "<=", ">", ">="})


def _amount(given: Any) -> Any:
    """Euros as text or as a JSON number, which is taken as it is written."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise ValueError("is an amount such as 49.90")  # noqa: TRY004 - pydantic reports ValueErrors
    return Decimal(str(given)) if isinstance(given, float) else given


def _in_cents(amount: Decimal) -> Decimal:
    if amount != amount.quantize(CENT):
        raise ValueError("has at most two decimals")
    return amount


type Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
type Locale = Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")]
type Tag = Annotated[str, AfterValidator(normalise_tag)]
type Genre = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
type Year = Annotated[int, Field(ge=1, le=9999)]
type Rented = Annotated[int, Field(ge=0, le=RENTED_MAX)]
type Spent = Annotated[Decimal, BeforeValidator(_amount), Field(ge=0, le=SPENT_MAX), AfterValidator(_in_cents)]

_VALUES: dict[FieldName, Any] = {
    "country": Country,
    "locale": Locale,
    "status": Status,
    "tag": Tag,
    "created_at": AwareDatetime,
    "birth_year": Year,
    "rented": Rented,
    "spent": Spent,
    "last_rented_at": AwareDatetime,
    "favourite_genre": Genre,
}
_UNORDERED: frozenset[FieldName] = frozenset({"country", "locale", "status", "tag", "favourite_genre"})
_FORMS = ({"all"}, {"any"}, {"not"}, {"field", "op", "value"})


class QueryNode(RequestModel):
    """One of `{all: […]}`, `{any: […]}`, `{not: …}` and `{field, op, value}`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"all": [{"field": "country", "op": "=", "value": "FR"}]}]},
    )

    every: Annotated[list["QueryNode"] | None, Field(alias="all")] = None
    some: Annotated[list["QueryNode"] | None, Field(alias="any")] = None
    negated: Annotated["QueryNode | None", Field(alias="not")] = None
    field: FieldName | None = None
    op: Op | None = None
    value: JsonValue = None

    @model_validator(mode="after")
    def _of_one_form(self) -> Self:
        given = {type(self).model_fields[name].alias or name for name in self.model_fields_set}
        if given not in _FORMS:
            raise PydanticCustomError("query_form", "is one of {{all}}, {{any}}, {{not}} and {{field, op, value}}")
        return self


@dataclass(frozen=True)
class QueryLimits:
    """How deep a question may be nested, and how many conditions it may have."""

    depth: int
    conditions: int


@dataclass
class _Reading:
    """Makes an expression of nodes; gathers what is wrong with values, where the form cannot tell."""

    limits: QueryLimits
    errors: list[FieldError] = field(default_factory=list[FieldError])
    conditions: int = 0

    def read(self, node: QueryNode, pointer: str, depth: int) -> Expression:
        if depth > self.limits.depth:
            self._refuse(pointer, "too_deep", f"is nested more than {self.limits.depth} deep")
            return AllOf(())
        if node.every is not None:
            return AllOf(self._read_all(node.every, f"{pointer}/all", depth))
        if node.some is not None:
            return AnyOf(self._read_all(node.some, f"{pointer}/any", depth))
        if node.negated is not None:
            return Not(self.read(node.negated, f"{pointer}/not", depth + 1))
        return self._read_condition(node, pointer)

    def _read_all(self, nodes: list[QueryNode], pointer: str, depth: int) -> tuple[Expression, ...]:
        return tuple(self.read(node, f"{pointer}/{place}", depth + 1) for place, node in enumerate(nodes))

    def _read_condition(self, node: QueryNode, pointer: str) -> Expression:
        self.conditions += 1
        if self.conditions == self.limits.conditions + 1:
            self._refuse(pointer, "too_many", f"a question has at most {self.limits.conditions} conditions")
        if node.field is None or node.op is None:
            missing = "field" if node.field is None else "op"
            self._refuse(f"{pointer}/{missing}", "missing", "is needed")
            return AllOf(())
        if node.op in _ORDERS and node.field in _UNORDERED:
            self._refuse(f"{pointer}/op", "no_order", f"{node.field} has no order; =, != and in compare it")
        return Condition(node.field, node.op, self._read_value(node.field, node.op, node.value, f"{pointer}/value"))

    def _read_value(self, name: FieldName, op: Op, value: JsonValue, pointer: str) -> Any:
        if op == "in":
            if not isinstance(value, list) or not 1 <= len(value) <= LIST_MAX:
                self._refuse(pointer, "list_type", f"is a list of 1 to {LIST_MAX} values")
                return None
            return tuple(self._read_one(name, one, f"{pointer}/{place}") for place, one in enumerate(value))
        if value is None:
            if name not in MAY_BE_MISSING or op not in ("=", "!="):
                self._refuse(pointer, "missing_value", f"null is for = and != of {', '.join(sorted(MAY_BE_MISSING))}")
            return None
        return self._read_one(name, value, pointer)

    def _read_one(self, name: FieldName, value: JsonValue, pointer: str) -> Value | None:
        try:
            return type_adapter(_VALUES[name]).validate_json(json.dumps(value), strict=True)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)[0]
            self._refuse(pointer, found["type"], found["msg"])
            return None

    def _refuse(self, pointer: str, code: str, message: str) -> None:
        self.errors.append(FieldError(pointer, code, message))


def read_expression(node: QueryNode, limits: QueryLimits, *, pointer: str = "/query") -> Expression:
    """The meaning of a question. Raises ValidationFailed with pointers below `pointer`."""
    reading = _Reading(limits)
    expression = reading.read(node, pointer, depth=1)
    if reading.errors:
        raise ValidationFailed(*reading.errors)
    return expression


def read_kept_query(query: Mapping[str, JsonValue]) -> Expression:
    """The meaning of a question that was kept, whatever the limits are by now."""
    return read_expression(QueryNode.model_validate(query), QueryLimits(sys.maxsize, sys.maxsize))


class AddSegment(RequestModel):
    """A question about customers, to be kept under a name."""

    name: Annotated[str, Field(min_length=1, max_length=NAME_MAX_CHARS), AfterValidator(one_line)]
    query: QueryNode


class CountSegment(RequestModel):
    """A question about customers that nobody keeps."""

    query: QueryNode


class SegmentCountAnswer(AnswerModel):
    """How many customers a question means now."""

    count: int


class SegmentCustomersQuery(PageQuery):
    """Which page, in which order."""

    sort: Sort = "-created_at"


class SegmentAnswer(AnswerModel):
    """A question that is kept, as it was asked."""

    id: str
    name: str
    query: dict[str, JsonValue]
    created_by: str | None
    created_at: Instant
    links: dict[str, str]

    @classmethod
    def of(cls, segment: Segment, link: Callable[[str], str]) -> Self:
        address = link(f"/segments/{segment.id}")
        return cls(
            id=segment.id,
            name=segment.name,
            query=dict(segment.query),
            created_by=segment.created_by,
            created_at=segment.created_at,
            links={"self": address, "customers": f"{address}/customers"},
        )


class SegmentPage(Page[SegmentAnswer]):
    """A page of segments, the newest first."""
