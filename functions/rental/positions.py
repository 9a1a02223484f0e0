"""Places in lists as signed cursors."""

from collections.abc import Mapping
from datetime import datetime

from rental.ports import Position
from rental.watching import WatchingPlace
from videoclub.cursors import Cursors
from videoclub.ids import MovieId, RentalId


def seal_position(cursors: Cursors, position: Position | None, query: Mapping[str, object]) -> str | None:
    """The cursor of the page after `position`; None after the last page."""
    return None if position is None else cursors.seal((position[0].isoformat(), position[1]), query=query)


def open_position(cursors: Cursors, cursor: str | None, query: Mapping[str, object]) -> Position | None:
    """The position behind a cursor. Raises ValidationFailed."""
    key = cursors.open(cursor, query=query)
    return None if key is None else (datetime.fromisoformat(str(key[0])), RentalId(str(key[1])))


def seal_watching_place(cursors: Cursors, place: WatchingPlace | None, query: Mapping[str, object]) -> str | None:
    """The cursor of the page after `place`; None after the last page."""
    return None if place is None else cursors.seal(place, query=query)


def open_watching_place(cursors: Cursors, cursor: str | None, query: Mapping[str, object]) -> WatchingPlace | None:
    """The place behind a cursor. Raises ValidationFailed."""
    key = cursors.open(cursor, query=query)
    return None if key is None else (int(str(key[0])), MovieId(str(key[1])))
