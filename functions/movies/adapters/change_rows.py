"""What goes with every change of the catalogue, in its transaction: messages and the audit entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from movies.announcements import Message
from videoclub.drivers.postgres import Row
from videoclub.ids import AccountId, MovieId
from videoclub.tracing import carried

if TYPE_CHECKING:
    from psycopg import Connection

# A price's message keeps its id when the plan is made anew; one that is on its way already stays as it is.
_INSERT_MESSAGE = """
    insert into outbox (event_id, topic, type, movie_id, payload, occurred_at, due_at, trace)
    values (%(event_id)s, %(topic)s, %(type)s, %(movie_id)s, %(payload)s, %(occurred_at)s, %(occurred_at)s, %(trace)s)
    on conflict do nothing
"""
_INSERT_AUDIT = """
    insert into audit_log (at, actor, action, movie_id, before, after)
    values (%(now)s, %(by)s, %(action)s, %(movie_id)s, %(before)s, %(after)s)
"""


def insert_messages(connection: "Connection[Row]", messages: Sequence[Message]) -> None:
    """Write messages, each due when its event occurs, with the trace that is going on."""
    from psycopg.types.json import Jsonb

    trace = carried()
    for message in messages:
        values = {
            "event_id": message.event_id,
            "topic": message.topic,
            "type": message.type,
            "movie_id": message.movie_id,
            "payload": Jsonb(message.data),
            "occurred_at": message.occurred_at,
            "trace": Jsonb(trace) if trace else None,
        }
        connection.execute(_INSERT_MESSAGE, values)


def insert_audit(
    connection: "Connection[Row]",
    action: str,
    movie_id: MovieId,
    *,
    by: AccountId | None,
    now: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Write who did what to which film, and the fields it changed as they were and as they are."""
    from psycopg.types.json import Jsonb

    values = {
        "now": now,
        "by": by,
        "action": action,
        "movie_id": movie_id,
        "before": before and Jsonb(before),
        "after": after and Jsonb(after),
    }
    connection.execute(_INSERT_AUDIT, values)
