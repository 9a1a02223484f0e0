"""Types that pydantic reads and writes though they are no models of its own."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter


def type_adapter[T](of: type[T]) -> TypeAdapter[T]:
    """The adapter of a type, built when it is first asked for: at import, each would cost every start its time."""
    return _built(of)


@cache
def _built(of: Any) -> TypeAdapter[Any]:
    return TypeAdapter(of)
