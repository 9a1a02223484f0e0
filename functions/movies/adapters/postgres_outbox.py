"""The outbox in PostgreSQL. A message being sent is locked: no other relay takes it, and one killed frees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from movies.announcements import Message
from movies.notifying import SEND_TIMEOUT
from movies.ports import DueMessage, Settlement
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import EventId, MovieId

TRANSACTION_DEADLINE_S = SEND_TIMEOUT.total_seconds() + 5

# Only the first waiting message of each film and topic: while it is locked or pauses, those behind it wait as well.
_TAKE = """
    select o.event_id, o.topic, o.type, o.movie_id, o.payload, o.occurred_at, o.attempts
    from outbox o
    where o.sent_at is null and o.parked_at is null and o.due_at <= %(now)s
      and not exists (
          select from outbox earlier
          where earlier.movie_id = o.movie_id and earlier.topic = o.topic
            and earlier.sent_at is null and earlier.parked_at is null
            and (earlier.occurred_at, earlier.sequence) < (o.occurred_at, o.sequence))
    order by o.occurred_at, o.sequence
    limit %(limit)s
    for update of o skip locked
"""
_SETTLE = """
    update outbox
    set attempts = attempts + 1, last_error = %(error)s, message_name = %(message_name)s,
        due_at = coalesce(%(due_at)s, due_at),
        sent_at = case when %(sent)s then %(at)s end, parked_at = case when %(parked)s then %(at)s end
    where event_id = %(event_id)s and topic = %(topic)s
"""


@dataclass(frozen=True)
class PostgresOutbox:
    """The Outbox on PostgreSQL."""

    postgres: Postgres

    def settle_due(
        self, now: datetime, limit: int, attempt: Callable[[list[DueMessage]], list[Settlement]]
    ) -> list[Settlement]:
        with self.postgres.transaction(deadline_s=TRANSACTION_DEADLINE_S) as connection:
            due = [_due(row) for row in connection.execute(_TAKE, {"now": now, "limit": limit})]
            settled = attempt(due) if due else []
            for settlement in settled:
                connection.execute(_SETTLE, _values(settlement))
        return settled


def _due(row: Row) -> DueMessage:
    message = Message(
        event_id=EventId(str(row["event_id"])),
        topic=row["topic"],
        type=row["type"],
        movie_id=MovieId(str(row["movie_id"])),
        occurred_at=row["occurred_at"],
        data=row["payload"],
    )
    return DueMessage(message, row["attempts"])


def _values(settlement: Settlement) -> dict[str, object]:
    sent = settlement.message_name is not None
    return {
        "event_id": settlement.due.message.event_id,
        "topic": settlement.due.message.topic,
        "error": settlement.error,
        "message_name": settlement.message_name,
        "due_at": settlement.due_at,
        "at": settlement.at,
        "sent": sent,
        "parked": not sent and settlement.due_at is None,
    }
