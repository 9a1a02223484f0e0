"""What was sent to developers, what waits, and what was given up and may be tried again."""

from dataclasses import dataclass
from datetime import datetime

from movies.ports.developers import Notification, NotificationStore, State
from movies.ports.movies import Relay
from videoclub.cursors import Cursors
from videoclub.errors import NotFound
from videoclub.ids import AccountId


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """A page of notifications."""

    notifications: list[Notification]
    next_cursor: str | None


@dataclass(frozen=True)
class Notifications:
    """Looks back on the outbox."""

    store: NotificationStore
    relay: Relay
    cursors: Cursors

    def list_notifications(
        self, state: State, *, topic: str | None, limit: int, cursor: str | None, developer_id: AccountId | None = None
    ) -> NotificationPage:
        """The latest first: everything or, for a developer, what was sent to topics and to their own webhooks.

        Raises ValidationFailed for a cursor of another list.
        """
        query = {"notifications": state, "topic": topic, "developer_id": developer_id}
        after = self.cursors.open(cursor, query=query)
        found = self.store.read_notifications(state, topic=topic, developer_id=developer_id, after=after, limit=limit)
        more = self.cursors.seal(found.positions[-1], query=query) if found.has_more else None
        return NotificationPage(found.notifications, more)

    def retry_notification(self, notification_id: str, *, now: datetime) -> Notification:
        """Send a parked message again. Raises NotFound, also when it is not parked."""
        notification = self.store.retry_notification(notification_id, now)
        if notification is None:
            raise NotFound("No notification of this id is parked.")
        self.relay.wake()
        return notification

    def deliver_latest_event(self, webhook_id: str, *, by: AccountId, now: datetime) -> Notification:
        """Send a webhook the latest event of its topics now, so that a receiver can be tried. Raises NotFound."""
        notification = self.store.make_latest_due(webhook_id, by, now)
        if notification is None:
            raise NotFound("There is no such webhook, or no event of its topics yet.")
        self.relay.wake()
        return notification
