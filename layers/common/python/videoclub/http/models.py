"""Bases of what comes in and goes out: bodies strict and closed, queries closed, answers without absent members."""

from collections.abc import Iterable
from typing import Annotated, Any, Self, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

from videoclub.lazy_model import LazyModel

PAGE_LIMIT_DEFAULT = 20
PAGE_LIMIT_MAX = 100


class ClosedModel(LazyModel):
    """What comes in: an unknown field is an error, and so is a text with a NUL, which no store can hold."""

    @model_validator(mode="after")
    def _without_nul(self) -> Self:
        if _has_nul(self.model_dump()):
            raise PydanticCustomError("nul_character", "Text may not contain the character NUL")
        return self


def _has_nul(given: object) -> bool:
    if isinstance(given, str):
        return "\0" in given
    if isinstance(given, dict):
        return any(map(_has_nul, cast("dict[str, object]", given).values()))
    return isinstance(given, list | tuple) and any(map(_has_nul, cast("Iterable[object]", given)))


class RequestModel(ClosedModel):
    """A JSON body. An unknown field is an error, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)


class QueryModel(ClosedModel):
    """The query of a route. An unknown parameter is an error; values are read from text."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class NoQuery(QueryModel):
    """A route that takes no query."""


class NoBody(RequestModel):
    """A route that takes no body."""


class TextBody(LazyModel):
    """A body taken as it stands: UTF-8 text of the media type that the route names."""

    model_config = ConfigDict(frozen=True)

    text: str


class PageQuery(QueryModel):
    """`limit` (more than the maximum is lowered to it) and the opaque `cursor` of the page before."""

    limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, PAGE_LIMIT_MAX))] = PAGE_LIMIT_DEFAULT
    cursor: Annotated[str, Field(min_length=1, max_length=1024)] | None = None


class AnswerModel(BaseModel):
    """A JSON answer; a member without a value is left out rather than null."""

    model_config = ConfigDict(frozen=True)

    @model_serializer(mode="wrap")
    def _without_absent_members(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialise(self).items() if value is not None}


class NoAnswer(AnswerModel):
    """A route that answers without a body (204)."""


class TextAnswer(AnswerModel):
    """A route that answers with text of the media type it names; see `RawText`."""


class Page[Item: BaseModel](AnswerModel):
    """A page of a collection; `next` is absent on the last one."""

    items: list[Item]
    self: str
    next: str | None = None
