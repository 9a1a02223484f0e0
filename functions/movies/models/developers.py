"""What developers send and get."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field

from movies.announcements import EVENT_TYPES, EventType
from movies.ports.developers import Notification, State, Subscription, Webhook
from movies.topics import Topic
from movies.webhooks import WebhookAdded
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.ids import EventId, MovieId
from videoclub.values import Instant

TOKEN_MAX_CHARS = 4096
TOPIC_MAX_CHARS = 900  # FCM's limit
TOPICS_MAX = 100
URL_MAX_CHARS = 2000

TopicName = Annotated[str, Field(min_length=1, max_length=TOPIC_MAX_CHARS, pattern="^[a-zA-Z0-9_.~%-]+$")]


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


TopicNames = Annotated[tuple[TopicName, ...], Field(min_length=1, max_length=TOPICS_MAX), AfterValidator(_each_once)]


class TopicAnswer(AnswerModel):
    """A topic; `type` is the event it tells of, `genre` the one it is limited to."""

    name: str
    type: EventType
    genre: str | None = None

    @classmethod
    def of(cls, topic: Topic) -> Self:
        return cls(name=topic.name, type=topic.type, genre=topic.genre)


class TopicPage(Page[TopicAnswer]):
    """All topics on one page."""


class SubscribeToken(RequestModel):
    """A device's registration token, as Firebase's client library gives it, and the topics it is to get."""

    registration_token: Annotated[str, Field(min_length=1, max_length=TOKEN_MAX_CHARS, pattern=r"^[\x21-\x7e]+$")]
    topics: TopicNames


class TopicFailure(AnswerModel):
    """A topic that FCM did not take, and its error code; sending the request again tries it again."""

    topic: str
    reason: str


class SubscriptionAnswer(AnswerModel):
    """A subscription; of the token only its first characters are shown."""

    id: str
    token_prefix: str
    topics: list[str]
    created_at: Instant

    @classmethod
    def of(cls, subscription: Subscription) -> Self:
        return cls.model_validate(_subscription(subscription))


class SubscriptionMadeAnswer(SubscriptionAnswer):
    """A subscription just made; `failed` tells of the topics that are missing."""

    failed: list[TopicFailure]

    @classmethod
    def made(cls, subscription: Subscription, failures: dict[str, str]) -> Self:
        failed = [TopicFailure(topic=topic, reason=reason) for topic, reason in failures.items()]
        return cls.model_validate(_subscription(subscription) | {"failed": failed})


class SubscriptionPage(Page[SubscriptionAnswer]):
    """A page of subscriptions."""


def _subscription(subscription: Subscription) -> dict[str, object]:
    return {
        "id": subscription.id,
        "token_prefix": subscription.token_prefix,
        "topics": list(subscription.topics),
        "created_at": subscription.created_at,
    }


class EventData(AnswerModel):
    """What a message tells of a film; all is text, as FCM has it."""

    event_id: EventId
    type: EventType
    occurred_at: Instant
    movie_id: MovieId
    title: str
    url: str


class PriceEventData(EventData):
    """What a message tells of a price that takes effect."""

    old_amount: str
    new_amount: str
    currency: str
    valid_from: Instant


class EventMessage(AnswerModel):
    """A message to a webhook; it comes with the same `webhook-id` again until it is received."""

    type: EventType
    timestamp: Instant
    data: EventData


class PriceEventMessage(AnswerModel):
    """The message of a price that takes effect."""

    type: EventType
    timestamp: Instant
    data: PriceEventData


class AddWebhook(RequestModel):
    """An address of the public internet that answers https, and the topics it is told of."""

    url: Annotated[str, Field(min_length=1, max_length=URL_MAX_CHARS)]
    topics: TopicNames = EVENT_TYPES


class WebhookAnswer(AnswerModel):
    """A webhook."""

    id: str
    url: str
    topics: list[str]
    created_at: Instant

    @classmethod
    def of(cls, webhook: Webhook) -> Self:
        return cls(id=webhook.id, url=webhook.url, topics=list(webhook.topics), created_at=webhook.created_at)


class WebhookAddedAnswer(WebhookAnswer):
    """A new webhook; `secret` signs what is sent there (Standard Webhooks) and is shown this once."""

    secret: str

    @classmethod
    def added(cls, added: WebhookAdded) -> Self:
        return cls(**WebhookAnswer.of(added.webhook).model_dump(), secret=added.secret)


class WebhookPage(Page[WebhookAnswer]):
    """All of a developer's webhooks on one page."""


class NotificationQuery(PageQuery):
    """Which notifications; `waiting` ones have failed and will be tried again, `parked` ones were given up."""

    state: State = "sent"
    topic: TopicName | None = None


class NotificationAnswer(AnswerModel):
    """A message to a topic, or to the webhook `webhook_id`.

    `message_name` is FCM's, `response` a webhook's answer, `error` what the last attempt met; `data` is what was sent.
    """

    id: str
    event_id: EventId
    type: EventType
    topic: str
    movie_id: MovieId
    state: State
    occurred_at: Instant
    attempts: int
    due_at: Instant | None = None
    sent_at: Instant | None = None
    parked_at: Instant | None = None
    message_name: str | None = None
    webhook_id: str | None = None
    response: str | None = None
    error: str | None = None
    data: dict[str, str]

    @classmethod
    def of(cls, notification: Notification) -> Self:
        message = notification.message
        return cls(
            id=notification.id,
            event_id=message.event_id,
            type=message.type,
            topic=message.topic,
            movie_id=message.movie_id,
            state=notification.state,
            occurred_at=message.occurred_at,
            attempts=notification.attempts,
            due_at=notification.due_at if notification.state == "waiting" else None,
            sent_at=notification.sent_at,
            parked_at=notification.parked_at,
            message_name=None if notification.webhook_id else notification.receipt,
            webhook_id=notification.webhook_id,
            response=notification.receipt if notification.webhook_id else None,
            error=notification.error,
            data=message.data,
        )


class NotificationPage(Page[NotificationAnswer]):
    """A page of notifications."""
