"""What is told to developers when the catalogue changes: which event, on which topics, with which data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from videoclub.clock import rfc3339
from videoclub.ids import EventId, MovieId, new_id
from videoclub.values import Money, Text

type EventType = Literal["movies.added", "movies.archived", "movies.restored", "movies.price-changed"]

ADDED: EventType = "movies.added"
ARCHIVED: EventType = "movies.archived"
RESTORED: EventType = "movies.restored"
PRICE_CHANGED: EventType = "movies.price-changed"
EVENT_TYPES: tuple[EventType, ...] = (ADDED, ARCHIVED, RESTORED, PRICE_CHANGED)
"""Each is a topic of its own; films added are told by genre as well."""


@dataclass(frozen=True, slots=True)
class Message:
    """An event on its way to one topic, due at the time when it occurs, which may be to come.

    `data` has text values only and stays under FCM's 2 KB.
    """

    event_id: EventId
    topic: str
    type: EventType
    movie_id: MovieId
    occurred_at: datetime
    data: dict[str, str]


def genre_topic(genre: str) -> str:
    """The topic of films added in one genre."""
    return f"{ADDED}.{genre}"


def announce(
    event: EventType, movie_id: MovieId, *, title: Text, genres: Sequence[str], url: str, now: datetime
) -> list[Message]:
    """The messages of a change: one to the event's own topic and, for an added film, one to that of each genre.

    All carry the same event id: whoever listens on two topics knows that it is one event.
    """
    event_id = EventId(new_id())
    data = _data(event_id, event, movie_id, title=title, url=url, at=now)
    topics = [event, *(genre_topic(genre) for genre in genres if event == ADDED)]
    return [Message(event_id, topic, event, movie_id, now, data) for topic in topics]


def announce_price(
    price_id: str, movie_id: MovieId, *, title: Text, url: str, old: Money, new: Money, valid_from: datetime
) -> list[Message]:
    """The message of a price that takes effect at `valid_from`, which is when it is sent.

    The price's id is the event's: a price taken back before it took effect takes its message with it.
    """
    event_id = EventId(price_id)
    data = _data(event_id, PRICE_CHANGED, movie_id, title=title, url=url, at=valid_from) | {
        "old_amount": str(old.amount),
        "new_amount": str(new.amount),
        "currency": new.currency,
        "valid_from": rfc3339(valid_from),
    }
    return [Message(event_id, PRICE_CHANGED, PRICE_CHANGED, movie_id, valid_from, data)]


def _data(
    event_id: EventId, event: EventType, movie_id: MovieId, *, title: Text, url: str, at: datetime
) -> dict[str, str]:
    return {
        "event_id": event_id,
        "type": event,
        "occurred_at": rfc3339(at),
        "movie_id": movie_id,
        "title": title.best("en"),
        "url": url,
    }
