"""The outbox in PostgreSQL. A message being sent is locked: no other relay takes it, and one killed frees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from movies.adapters.notification_rows import MESSAGE_COLUMNS, message_of
from movies.adapters.sealing import Sealing
from movies.notifying import SEND_TIMEOUT
from movies.ports.developers import DueMessage, Endpoint, Settlement
from videoclub.drivers.postgres import Postgres, Row

TRANSACTION_DEADLINE_S = SEND_TIMEOUT.total_seconds() + 5

_RECEIVER = {"topics": "o.webhook_id is null", "webhooks": "o.webhook_id is not null"}

# Only the first waiting event of each film: while it is locked or pauses, those behind it wait as well.
_TAKE = f"""
    select {MESSAGE_COLUMNS}, o.trace, w.id as webhook_id, w.url, w.secret_sealed
    from outbox o left join webhooks w on w.id = o.webhook_id
    where o.sent_at is null and o.parked_at is null and o.due_at <= %(now)s and {{receiver}}
      and not exists (
          select from outbox earlier
          where earlier.movie_id = o.movie_id and earlier.webhook_id is not distinct from o.webhook_id
            and earlier.event_id <> o.event_id
            and earlier.sent_at is null and earlier.parked_at is null
            and (earlier.occurred_at, earlier.sequence) < (o.occurred_at, o.sequence))
    order by o.occurred_at, o.sequence
    limit %(limit)s
    for update of o skip locked
"""  # noqa: S608 - of constants
_SETTLE = """
    update outbox
    set attempts = attempts + 1, last_error = %(error)s, message_name = %(receipt)s,
        due_at = coalesce(%(due_at)s, due_at),
        sent_at = case when %(sent)s then %(at)s end, parked_at = case when %(parked)s then %(at)s end
    where sequence = %(sequence)s
"""


@dataclass(frozen=True)
class PostgresOutbox:
    """The Outbox on PostgreSQL, of what goes to topics or of what goes to webhooks."""

    postgres: Postgres
    receivers: Literal["topics", "webhooks"]
    sealing: Sealing

    def settle_due(
        self, now: datetime, limit: int, attempt: Callable[[list[DueMessage]], list[Settlement]]
    ) -> list[Settlement]:
        take = _TAKE.format(receiver=_RECEIVER[self.receivers])
        with self.postgres.transaction(deadline_s=TRANSACTION_DEADLINE_S) as connection:
            rows = connection.execute(take, {"now": now, "limit": limit})  # pyright: ignore[reportArgumentType]
            due = [self._due(row) for row in rows]
            settled = attempt(due) if due else []
            for settlement in settled:
                connection.execute(_SETTLE, _values(settlement))
        return settled

    def _due(self, row: Row) -> DueMessage:
        endpoint = None
        if row["webhook_id"]:
            endpoint = Endpoint(row["url"], self.sealing.open(row["secret_sealed"], of=str(row["webhook_id"])))
        return DueMessage(row["sequence"], message_of(row), row["attempts"], endpoint, row["trace"])


def _values(settlement: Settlement) -> dict[str, object]:
    sent = settlement.receipt is not None
    return {
        "sequence": settlement.due.sequence,
        "error": settlement.error,
        "receipt": settlement.receipt,
        "due_at": settlement.due_at,
        "at": settlement.at,
        "sent": sent,
        "parked": not sent and settlement.due_at is None,
    }
