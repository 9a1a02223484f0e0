"""A segment: a question about customers under a name, in the form in which it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from users.customer_query import Expression
from videoclub.ids import AccountId


@dataclass(frozen=True)
class Segment:
    """A question that is kept. `query` is the JSON of which `expression` is the meaning."""

    id: str
    name: str
    query: Mapping[str, JsonValue]
    expression: Expression
    created_by: AccountId | None
    created_at: datetime
