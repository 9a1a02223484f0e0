"""What the outbox has sent, holds or has given up, in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

from movies.adapters.notification_rows import MESSAGE_COLUMNS, message_of
from movies.ports.developers import Notification, NotificationList, State
from videoclub.cursors import Key
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId

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
        values = {"sequence": int(notification_id), "now": now}
        read = f"select {_COLUMNS} from outbox o where o.sequence = %(sequence)s"  # noqa: S608 - of constants
        with self.postgres.transaction() as connection:
            if connection.execute(_RETRY, values).rowcount == 0:
                return None
            row = connection.execute(read, values).fetchone()  # pyright: ignore[reportArgumentType]
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
