"""What notifying, subscribing and webhooks need from outside."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from pydantic import JsonValue

from movies.announcements import Message
from videoclub.cursors import Key
from videoclub.ids import AccountId
from videoclub.tracing import Carrier

type State = Literal["waiting", "sent", "parked"]


# ---------------------------------------------------------------------------------------------------- sending


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a webhook listens, and the secret that its messages are signed with."""

    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The receiver took it. `receipt` is FCM's name of the message, or a webhook's answer."""

    receipt: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The message was not taken. A permanent failure will not pass by itself; `retry_after` is the receiver's wish.

    `held` means that the sender still hangs in it: more messages would only wait behind this one.
    """

    error: str
    permanent: bool = False
    retry_after: timedelta | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Untried:
    """The time was over before its turn came; it stays as it was."""


type Outcome = Sent | Failed | Untried


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message of the outbox and how often sending it has failed; `endpoint` only where it goes to a webhook.

    `trace` is of the request that wrote it.
    """

    sequence: int
    message: Message
    attempts: int
    endpoint: Endpoint | None = None
    trace: Carrier | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """What to record of an attempt made `at`: a `receipt` if it was sent, else the error and when to try again.

    Neither a receipt nor a `due_at` parks the message: it is kept, and not tried any more.
    """

    due: DueMessage
    at: datetime
    receipt: str | None = None
    error: str | None = None
    due_at: datetime | None = None


class Outbox(Protocol):
    """The messages that wait to be sent, to topics or to webhooks."""

    def settle_due(
        self, now: datetime, limit: int, attempt: Callable[[list[DueMessage]], list[Settlement]]
    ) -> list[Settlement]:
        """Give up to `limit` due messages to `attempt` and record what it made of them; empty when none is due.

        The events of one film are given one by one, in their order, to topics and to each webhook. Nobody else is
        given those that are being attempted; if this process ends meanwhile, they are due as before.
        """
        ...


class Receivers(Protocol):
    """Where developers listen: topics or webhooks."""

    def send(self, due: Sequence[DueMessage], timeout: timedelta) -> list[Outcome]:
        """Send all at once and tell how each went, in their order, within `timeout`. Never raises for a message."""
        ...


# ---------------------------------------------------------------------------------------------------- looking back


@dataclass(frozen=True, slots=True)
class Notification:
    """A message of the outbox as people see it; `webhook_id` only where it goes to a webhook."""

    id: str
    message: Message
    state: State
    due_at: datetime
    attempts: int
    webhook_id: str | None = None
    sent_at: datetime | None = None
    parked_at: datetime | None = None
    receipt: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class NotificationList:
    """A page of notifications; `positions` are their sort keys."""

    notifications: list[Notification]
    positions: list[Key]
    has_more: bool


class NotificationStore(Protocol):
    """What was sent, waits or was given up."""

    def read_notifications(
        self, state: State, *, topic: str | None, developer_id: AccountId | None, after: Key | None, limit: int
    ) -> NotificationList:
        """The latest first. For a developer: what was sent to topics, and all that was tried on their own webhooks."""
        ...

    def retry_notification(self, notification_id: str, now: datetime) -> Notification | None:
        """Make a parked message due again, as if never tried; None when there is none."""
        ...

    def make_latest_due(self, webhook_id: str, developer_id: AccountId, now: datetime) -> Notification | None:
        """Make the latest event of the webhook's topics due there, as if never tried, though it went there before.

        None when the developer has no such webhook, or nothing was sent to its topics yet.
        """
        ...


# ---------------------------------------------------------------------------------------------------- subscribing


class TopicSubscriptions(Protocol):
    """FCM's topics as one registration token sees them. Raises ServiceUnavailable when FCM cannot be asked."""

    def subscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        """Subscribe the token; gives the topics that failed, each with FCM's error code."""
        ...

    def unsubscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        """Unsubscribe the token; gives the topics that failed, each with FCM's error code."""
        ...


@dataclass(frozen=True, slots=True)
class Subscription:
    """A registration token's topics; of the token itself only its first characters are ever shown."""

    id: str
    developer_id: AccountId
    token_prefix: str
    topics: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The subscription of a token; `is_new` unless the developer had subscribed this token before."""

    subscription: Subscription
    is_new: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """A subscription about to end: the token and those of its topics that no other subscription of it keeps."""

    registration_token: str
    topics: tuple[str, ...]


class SubscriptionStore(Protocol):
    """Who subscribed which token to what."""

    def save_subscription(self, subscription: Subscription, registration_token: str) -> Subscribed:
        """Keep it; if the developer has one of this token, that one gains the topics."""
        ...

    def read_subscriptions(self, developer_id: AccountId, after: Key | None, limit: int) -> list[Subscription]:
        """The developer's, by `created_at` and id, beginning after that sort key."""
        ...

    def read_leaving(self, subscription_id: str, developer_id: AccountId) -> Leaving | None:
        """What ending the developer's subscription takes; None when there is none."""
        ...

    def delete_subscription(self, subscription_id: str, developer_id: AccountId) -> None:
        """Forget it."""
        ...


# ---------------------------------------------------------------------------------------------------- webhooks


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told the events of its topics."""

    id: str
    developer_id: AccountId
    url: str
    topics: tuple[str, ...]
    created_at: datetime


class WebhookStore(Protocol):
    """The webhooks of developers."""

    def insert_webhook(self, webhook: Webhook, secret: str, limit: int) -> bool:
        """Keep it, and what is to be announced to its topics later on; False when the developer has `limit` already."""
        ...

    def read_webhooks(self, developer_id: AccountId) -> list[Webhook]:
        """The developer's, the oldest first."""
        ...

    def delete_webhook(self, webhook_id: str, developer_id: AccountId) -> bool:
        """Forget it and what waits for it; False when the developer has none of this id."""
        ...


class WebhookAddresses(Protocol):
    """Which addresses a webhook may have."""

    def refusal(self, url: str) -> str | None:
        """Why messages cannot be sent there, None when they can."""
        ...


# ---------------------------------------------------------------------------------------------------- personal data


class PersonalChanges(Protocol):
    """Which changes of the catalogue somebody made."""

    def read_changes(self, account_id: AccountId) -> list[JsonValue]:
        """When they did what to which film, the earliest first."""
        ...

    def strip_changes(self, account_id: AccountId) -> None:
        """Put nobody in their place; what was changed stays on record."""
        ...
