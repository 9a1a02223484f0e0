"""A row of the outbox and the message that it holds."""

from movies.announcements import Message
from videoclub.drivers.postgres import Row
from videoclub.ids import EventId, MovieId

MESSAGE_COLUMNS = "o.sequence, o.event_id, o.topic, o.type, o.movie_id, o.payload, o.occurred_at, o.attempts"


def message_of(row: Row) -> Message:
    """The message of a row that has `MESSAGE_COLUMNS`."""
    return Message(
        event_id=EventId(str(row["event_id"])),
        topic=row["topic"],
        type=row["type"],
        movie_id=MovieId(str(row["movie_id"])),
        occurred_at=row["occurred_at"],
        data=row["payload"],
    )
