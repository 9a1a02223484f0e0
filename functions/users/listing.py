"""Pages of what belongs to an account, the newest first."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from videoclub.clock import rfc3339
from videoclub.cursors import Cursors
from videoclub.ids import AccountId
from videoclub.values import instant


class Position(NamedTuple):
    """The last row of a page."""

    created_at: datetime
    id: str


class Listed(Protocol):
    """What is listed."""

    @property
    def id(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


def read_page[Row: Listed](
    read: Callable[[Position | None, int], Sequence[Row]],
    *,
    cursors: Cursors,
    cursor: str | None,
    limit: int,
    of: AccountId,
    kind: str,
) -> tuple[Sequence[Row], str | None]:
    """A page of up to `limit` rows, and the cursor of the next one. Raises ValidationFailed for a foreign cursor."""
    query = {"account": of, "kind": kind}
    opened = cursors.open(cursor, query=query)
    after = Position(instant(str(opened[0])), str(opened[1])) if opened else None
    rows = read(after, limit + 1)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], cursors.seal([rfc3339(last.created_at), last.id], query=query)
