"""The outbox and what developers subscribed to, in memory; recorders in the place of FCM and of webhooks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from movies.announcements import Message
from movies.ports.developers import (
    DueMessage,
    Endpoint,
    Leaving,
    Notification,
    NotificationList,
    Outcome,
    Sent,
    Settlement,
    State,
    Subscribed,
    Subscription,
    Webhook,
)
from videoclub.cursors import Key
from videoclub.ids import AccountId


@dataclass
class OutboxRow:
    """A message and what became of it; `webhook` where it goes to one."""

    sequence: int
    message: Message
    due_at: datetime
    webhook: Webhook | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    parked_at: datetime | None = None
    receipt: str | None = None
    error: str | None = None

    @property
    def state(self) -> State:
        return "sent" if self.sent_at else "parked" if self.parked_at else "waiting"

    @property
    def order(self) -> tuple[datetime, int]:
        return (self.message.occurred_at, self.sequence)


@dataclass
class MemoryOutbox:
    """Messages to topics, and their copies to the webhooks of those topics."""

    rows: list[OutboxRow] = field(default_factory=list[OutboxRow])
    webhooks: dict[str, tuple[Webhook, str]] = field(default_factory=dict[str, tuple[Webhook, str]])
    _sequence: count = field(default_factory=lambda: count(1))

    def add(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self._add(message, None)
            for webhook, _ in self.webhooks.values():
                if message.topic in webhook.topics:
                    self._add(message, webhook)

    def settle_due(
        self,
        now: datetime,
        limit: int,
        attempt: Callable[[list[DueMessage]], list[Settlement]],
        *,
        to_webhooks: bool = False,
    ) -> list[Settlement]:
        waiting = [row for row in self.rows if row.state == "waiting"]
        due = [
            row
            for row in sorted(waiting, key=lambda row: row.order)
            if row.due_at <= now and bool(row.webhook) == to_webhooks and not _has_earlier(row, waiting)
        ][:limit]
        given = {row.sequence: row for row in due}
        settled = attempt([self._due(row) for row in due]) if due else []
        for settlement in settled:
            _settle(given[settlement.due.sequence], settlement)
        return settled

    def _add(self, message: Message, webhook: Webhook | None) -> None:
        key = (message.event_id, webhook.id if webhook else message.topic)
        if key not in {
            (row.message.event_id, row.webhook.id if row.webhook else row.message.topic) for row in self.rows
        }:
            self.rows.append(OutboxRow(next(self._sequence), message, message.occurred_at, webhook))

    def make_due(self, message: Message, webhook: Webhook, now: datetime) -> OutboxRow:
        """The message's row to the webhook, as if it had never been tried."""
        self._add(message, webhook)
        [row] = (row for row in self.rows if row.webhook == webhook and row.message.event_id == message.event_id)
        row.due_at, row.attempts, row.receipt, row.error = now, 0, None, None
        row.sent_at = row.parked_at = None
        return row

    def _due(self, row: OutboxRow) -> DueMessage:
        endpoint = Endpoint(row.webhook.url, self.webhooks[row.webhook.id][1]) if row.webhook else None
        return DueMessage(row.sequence, row.message, row.attempts, endpoint)


@dataclass
class MemoryWebhookOutbox:
    """What of an outbox goes to webhooks."""

    outbox: MemoryOutbox

    def settle_due(
        self, now: datetime, limit: int, attempt: Callable[[list[DueMessage]], list[Settlement]]
    ) -> list[Settlement]:
        return self.outbox.settle_due(now, limit, attempt, to_webhooks=True)


def _has_earlier(row: OutboxRow, waiting: Sequence[OutboxRow]) -> bool:
    return any(
        other.order < row.order
        for other in waiting
        if (other.message.movie_id, other.webhook) == (row.message.movie_id, row.webhook)
        and other.message.event_id != row.message.event_id
    )


def _settle(row: OutboxRow, settlement: Settlement) -> None:
    row.attempts += 1
    row.receipt, row.error = settlement.receipt, settlement.error
    row.due_at = settlement.due_at or row.due_at
    if settlement.receipt:
        row.sent_at = settlement.at
    elif not settlement.due_at:
        row.parked_at = settlement.at


@dataclass
class MemoryNotifications:
    """Looks into an outbox."""

    outbox: MemoryOutbox

    def read_notifications(
        self, state: State, *, topic: str | None, developer_id: AccountId | None, after: Key | None, limit: int
    ) -> NotificationList:
        found = sorted(
            (_time(row).isoformat(), row.sequence, row)
            for row in self.outbox.rows
            if row.state == state and topic in (None, row.message.topic) and _is_visible(row, developer_id)
        )[::-1]
        rest = [(at, sequence, row) for at, sequence, row in found if after is None or [at, sequence] < list(after)]
        shown = rest[:limit]
        positions: list[Key] = [[at, sequence] for at, sequence, _ in shown]
        return NotificationList([_notification(row) for *_, row in shown], positions, len(rest) > limit)

    def retry_notification(self, notification_id: str, now: datetime) -> Notification | None:
        for row in self.outbox.rows:
            if str(row.sequence) == notification_id and row.parked_at:
                row.parked_at, row.attempts, row.due_at = None, 0, now
                return _notification(row)
        return None

    def make_latest_due(self, webhook_id: str, developer_id: AccountId, now: datetime) -> Notification | None:
        webhook, _ = self.outbox.webhooks.get(webhook_id, (None, ""))
        if webhook is None or webhook.developer_id != developer_id:
            return None
        sent = [row for row in self.outbox.rows if row.webhook is None and row.message.topic in webhook.topics]
        latest = max((row for row in sent if row.sent_at), key=lambda row: (_time(row), row.sequence), default=None)
        return _notification(self.outbox.make_due(latest.message, webhook, now)) if latest else None


def _time(row: OutboxRow) -> datetime:
    return row.sent_at or row.parked_at or row.due_at


def _is_visible(row: OutboxRow, developer_id: AccountId | None) -> bool:
    if developer_id is None:
        return True
    if row.webhook is None:
        return row.state == "sent"
    return row.attempts > 0 and row.webhook.developer_id == developer_id


def _notification(row: OutboxRow) -> Notification:
    return Notification(
        id=str(row.sequence),
        message=row.message,
        state=row.state,
        due_at=row.due_at,
        attempts=row.attempts,
        webhook_id=row.webhook.id if row.webhook else None,
        sent_at=row.sent_at,
        parked_at=row.parked_at,
        receipt=row.receipt,
        error=row.error,
    )


@dataclass
class MemorySubscriptions:
    """Subscriptions and their tokens."""

    kept: dict[str, tuple[Subscription, str]] = field(default_factory=dict[str, tuple[Subscription, str]])

    def save_subscription(self, subscription: Subscription, registration_token: str) -> Subscribed:
        for known, token in list(self.kept.values()):
            if (known.developer_id, token) == (subscription.developer_id, registration_token):
                grown = replace(known, topics=tuple(sorted({*known.topics, *subscription.topics})))
                self.kept[known.id] = (grown, token)
                return Subscribed(grown, is_new=False)
        new = replace(subscription, topics=tuple(sorted(subscription.topics)))
        self.kept[new.id] = (new, registration_token)
        return Subscribed(new, is_new=True)

    def read_subscriptions(self, developer_id: AccountId, after: Key | None, limit: int) -> list[Subscription]:
        def position(one: Subscription) -> list[Any]:
            return [one.created_at.isoformat(), one.id]

        own = sorted((one for one, _ in self.kept.values() if one.developer_id == developer_id), key=position)
        return [one for one in own if after is None or position(one) > list(after)][:limit]

    def read_leaving(self, subscription_id: str, developer_id: AccountId) -> Leaving | None:
        subscription, token = self.kept.get(subscription_id, (None, ""))
        if subscription is None or subscription.developer_id != developer_id:
            return None
        others = [one for one, its in self.kept.values() if its == token and one.id != subscription_id]
        kept = {topic for other in others for topic in other.topics}
        return Leaving(token, tuple(sorted(set(subscription.topics) - kept)))

    def delete_subscription(self, subscription_id: str, developer_id: AccountId) -> None:
        if self.read_leaving(subscription_id, developer_id):
            del self.kept[subscription_id]


@dataclass
class MemoryWebhooks:
    """The webhooks of an outbox."""

    outbox: MemoryOutbox

    def insert_webhook(self, webhook: Webhook, secret: str, limit: int) -> bool:
        if len(self.read_webhooks(webhook.developer_id)) >= limit:
            return False
        self.outbox.webhooks[webhook.id] = (webhook, secret)
        to_come = [
            row.message
            for row in self.outbox.rows
            if row.webhook is None
            and row.state == "waiting"
            and row.message.occurred_at > webhook.created_at
            and row.message.topic in webhook.topics
        ]
        for message in to_come:
            self.outbox.add([message])
        return True

    def read_webhooks(self, developer_id: AccountId) -> list[Webhook]:
        own = (webhook for webhook, _ in self.outbox.webhooks.values() if webhook.developer_id == developer_id)
        return sorted(own, key=lambda webhook: (webhook.created_at, webhook.id))

    def delete_webhook(self, webhook_id: str, developer_id: AccountId) -> bool:
        webhook, _ = self.outbox.webhooks.get(webhook_id, (None, ""))
        if webhook is None or webhook.developer_id != developer_id:
            return False
        del self.outbox.webhooks[webhook_id]
        self.outbox.rows[:] = [row for row in self.outbox.rows if row.webhook != webhook]
        return True


@dataclass
class RecordedReceivers:
    """Takes every message, or answers what `answers` holds for its topic, once each."""

    answers: dict[str, list[Outcome]] = field(default_factory=dict[str, list[Outcome]])
    taken: list[Message] = field(default_factory=list[Message])

    def send(self, due: Sequence[DueMessage], timeout: timedelta) -> list[Outcome]:
        return [self._answer(one.message) for one in due]

    def _answer(self, message: Message) -> Outcome:
        if self.answers.get(message.topic):
            return self.answers[message.topic].pop(0)
        self.taken.append(message)
        return Sent(f"projects/test/messages/{len(self.taken)}")


@dataclass
class MemoryFcm:
    """The topics of every registration token; `failures` are what it answers instead, by topic."""

    failures: dict[str, str] = field(default_factory=dict[str, str])
    topics: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def subscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        taken = set(topics) - set(self.failures)
        self.topics.setdefault(registration_token, set()).update(taken)
        return {topic: self.failures[topic] for topic in topics if topic not in taken}

    def unsubscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        taken = set(topics) - set(self.failures)
        self.topics.setdefault(registration_token, set()).difference_update(taken)
        return {topic: self.failures[topic] for topic in topics if topic not in taken}


@dataclass
class KnownAddresses:
    """Every address is fine but those of `refused`, with the reason."""

    refused: dict[str, str] = field(default_factory=dict[str, str])

    def refusal(self, url: str) -> str | None:
        return self.refused.get(url)
