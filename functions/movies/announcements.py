"""What is told to developers when the catalogue changes: which event, on which topics, with which data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from videoclub.clock import rfc3339
from videoclub.ids import EventId, MovieId, new_id
from videoclub.values import Text

type EventType = Literal["movies.added", "movies.archived"]

ADDED: EventType = "movies.added"
ARCHIVED: EventType = "movies.archived"


@dataclass(frozen=True, slots=True)
class Message:
    """An event on its way to one topic. `data` has text values only and stays under FCM's 2 KB."""

    event_id: EventId
    topic: str
    type: EventType
    movie_id: MovieId
    occurred_at: datetime
    data: dict[str, str]


def announce(
    event: EventType, movie_id: MovieId, *, title: Text, genres: Sequence[str], url: str, now: datetime
) -> list[Message]:
    """The messages of a change: one to the event's own topic and, for an added film, one to that of each genre.

    All carry the same event id: whoever listens on two topics knows that it is one event.
    """
    event_id = EventId(new_id())
    data = {
        "event_id": event_id,
        "type": event,
        "occurred_at": rfc3339(now),
        "movie_id": movie_id,
        "title": title.best("en"),
        "url": url,
    }
    topics = [event, *(f"{event}.{genre}" for genre in genres if event == ADDED)]
    return [Message(event_id, topic, event, movie_id, now, data) for topic in topics]
