"""What the outbox has sent, holds or has given up, in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from movies.adapters.notification_rows import MESSAGE_COLUMNS, message_of
from movies.ports.developers import Notification, NotificationList, State
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId, is_uuid

if TYPE_CHECKING:
    from psycopg import Connection

_BIGINT_MAX_DIGITS = 18

_COLUMNS = f"{MESSAGE_COLUMNS}, o.webhook_id, o.due_at, o.sent_at, o.parked_at, o.message_name, o.last_error"
_STATES: dict[State, tuple[str, str]] = {
    "sent": ("o.sent_at is not null", "o.sent_at"),
    "parked": ("o.parked_at is not null", "o.parked_at"),
    "waiting": ("o.sent_at is null and o.parked_at is null", "o.due_at"),
}
"""The condition of each state, and the time it is sorted by."""

# A message that was never tried may be of a price to come, which is nobody's business yet.
_VISIBLE = """
    (o.webhook_id is null and o.sent_at is not null
     or o.attempts > 0 and o.webhook_id in (select id from webhooks where developer_id = %(developer_id)s))
"""
_RETRY = """
    update outbox o set parked_at = null, attempts = 0, due_at = %(now)s
    where o.sequence = %(sequence)s and o.parked_at is not null
"""
_MAKE_LATEST_DUE = """
    insert into outbox (event_id, topic, type, movie_id, payload, occurred_at, due_at, webhook_id)
    select o.event_id, o.topic, o.type, o.movie_id, o.payload, o.occurred_at, %(now)s, w.id
    from webhooks w join outbox o on o.topic = any (w.topics) and o.webhook_id is null and o.sent_at is not null
    where w.id = %(webhook_id)s and w.developer_id = %(developer_id)s
    order by o.sent_at desc, o.sequence desc limit 1
    on conflict (event_id, webhook_id) where webhook_id is not null do update
    set due_at = excluded.due_at, attempts = 0, sent_at = null, parked_at = null, message_name = null, last_error = null
    returning sequence
"""


@dataclass(frozen=True)
class PostgresNotifications:
    """The NotificationStore on PostgreSQL."""

    postgres: Postgres

    def read_notifications(
        self, state: State, *, topic: str | None, developer_id: AccountId | None, after: Key | None, limit: int
    ) -> NotificationList:
        condition, at = _STATES[state]
        conditions = [condition]
        if topic:
            conditions.append("o.topic = %(topic)s")
        if developer_id:
            conditions.append(_VISIBLE)
        if after:
            conditions.append(f"({at}, o.sequence) < (%(at)s::timestamptz, %(sequence)s)")
        statement = (
            f"select {_COLUMNS}, {at} as at from outbox o where {' and '.join(conditions)} "  # noqa: S608 - of constants
            f"order by {at} desc, o.sequence desc limit %(limit)s"
        )
        position = {"at": after[0], "sequence": after[1]} if after else {}
        values = {"topic": topic, "developer_id": developer_id, "limit": limit + 1} | position
        with self.postgres.transaction() as connection:
            rows = connection.execute(statement, values).fetchall()  # pyright: ignore[reportArgumentType]
        shown = rows[:limit]
        positions: list[Key] = [[row["at"].isoformat(), row["sequence"]] for row in shown]
        return NotificationList([_notification(row) for row in shown], positions, has_more=len(rows) > limit)

    def retry_notification(self, notification_id: str, now: datetime) -> Notification | None:
        if not (
            notification_id.isascii() and notification_id.isdecimal() and len(notification_id) <= _BIGINT_MAX_DIGITS
        ):
            return None
        sequence = int(notification_id)
        with self.postgres.transaction() as connection:
            if connection.execute(_RETRY, {"sequence": sequence, "now": now}).rowcount == 0:
                return None
            return _read(connection, sequence)

    def make_latest_due(self, webhook_id: str, developer_id: AccountId, now: datetime) -> Notification | None:
        if not is_uuid(webhook_id):
            return None
        values = {"webhook_id": webhook_id, "developer_id": developer_id, "now": now}
        with self.postgres.transaction() as connection:
            made = connection.execute(_MAKE_LATEST_DUE, values).fetchone()
            return _read(connection, made["sequence"]) if made else None


def _read(connection: "Connection[Row]", sequence: int) -> Notification | None:
    statement = f"select {_COLUMNS} from outbox o where o.sequence = %s"  # noqa: S608 - of constants
    row = connection.execute(statement, (sequence,)).fetchone()  # pyright: ignore[reportArgumentType]
    return _notification(row) if row else None


def _notification(row: Row) -> Notification:
    return Notification(
        id=str(row["sequence"]),
        message=message_of(row),
        state="sent" if row["sent_at"] else "parked" if row["parked_at"] else "waiting",
        due_at=row["due_at"],
        attempts=row["attempts"],
        webhook_id=str(row["webhook_id"]) if row["webhook_id"] else None,
        sent_at=row["sent_at"],
        parked_at=row["parked_at"],
        receipt=row["message_name"],
        error=row["last_error"],
    )
