"""What developers subscribe to, by device and by webhook, and what was sent to them."""

from typing import Any

from movies import wiring
from movies.announcements import ADDED, ARCHIVED, PRICE_CHANGED, RESTORED
from movies.api.routes import routes
from movies.models.developers import (
    AddWebhook,
    EventMessage,
    NotificationAnswer,
    NotificationPage,
    NotificationQuery,
    PriceEventMessage,
    SubscribeToken,
    SubscriptionAnswer,
    SubscriptionMadeAnswer,
    SubscriptionPage,
    TopicAnswer,
    TopicPage,
    WebhookAddedAnswer,
    WebhookAnswer,
    WebhookPage,
)
from videoclub.errors import NotFound
from videoclub.http import Call, NoAnswer, NoBody, NoQuery, PageQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId

routes.webhook(ADDED, EventMessage, summary="A film was added")
routes.webhook(ARCHIVED, EventMessage, summary="A film is no longer offered")
routes.webhook(RESTORED, EventMessage, summary="A film is offered again")
routes.webhook(PRICE_CHANGED, PriceEventMessage, summary="A price takes effect")


@routes.route("GET", "/developer/topics", who=Role.DEVELOPER, answer=TopicPage)
def list_topics(call: Call[NoQuery, NoBody]) -> Reply[TopicPage]:
    """The topics there are: one for each type of event, and films added by genre."""
    items = [TopicAnswer.of(topic) for topic in wiring.wired().topics.list_topics()]
    return Reply(TopicPage(items=items, **call.page_links(None)))


@routes.route(
    "POST",
    "/developer/subscriptions",
    who=Role.DEVELOPER,
    body=SubscribeToken,
    answer=SubscriptionMadeAnswer,
    status=201,
    also={200: SubscriptionMadeAnswer},
)
def subscribe_token(call: Call[NoQuery, SubscribeToken]) -> Reply[SubscriptionMadeAnswer]:
    """Subscribe a registration token to topics, through FCM.

    A token subscribed before gains the topics; the answer then is 200.
    """
    body = call.body
    made = wiring.wired().subscribing.subscribe_token(
        body.registration_token, body.topics, now=call.now, by=_developer(call)
    )
    answer = SubscriptionMadeAnswer.made(made.subscription, dict(made.failures))
    return Reply(
        answer,
        status=201 if made.is_new else 200,
        location=call.link(f"/developer/subscriptions/{answer.id}") if made.is_new else None,
    )


@routes.route("GET", "/developer/subscriptions", who=Role.DEVELOPER, query=PageQuery, answer=SubscriptionPage)
def list_subscriptions(call: Call[PageQuery, NoBody]) -> Reply[SubscriptionPage]:
    """Your subscriptions, the oldest first."""
    found = wiring.wired().subscribing.list_subscriptions(
        by=_developer(call), limit=call.query.limit, cursor=call.query.cursor
    )
    items = [SubscriptionAnswer.of(subscription) for subscription in found.subscriptions]
    return Reply(SubscriptionPage(items=items, **call.page_links(found.next_cursor)))


@routes.route(
    "DELETE",
    "/developer/subscriptions/{subscription_id}",
    who=Role.DEVELOPER,
    answer=NoAnswer,
    status=204,
    raises=[NotFound],
)
def delete_subscription(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Unsubscribe the token."""
    wiring.wired().subscribing.delete_subscription(call.path["subscription_id"], by=_developer(call))
    return Reply()


@routes.route("GET", "/developer/notifications", who=Role.DEVELOPER, query=NotificationQuery, answer=NotificationPage)
def list_own_notifications(call: Call[NotificationQuery, NoBody]) -> Reply[NotificationPage]:
    """What was sent to topics, and what was sent to your webhooks or could not be; the latest first."""
    query = call.query
    found = wiring.wired().notifications.list_notifications(
        query.state,
        topic=query.topic,
        limit=query.limit,
        cursor=query.cursor,
        developer_id=_developer(call),
    )
    items = [NotificationAnswer.of(notification) for notification in found.notifications]
    return Reply(NotificationPage(items=items, **call.page_links(found.next_cursor)))


@routes.route("POST", "/developer/webhooks", who=Role.DEVELOPER, body=AddWebhook, answer=WebhookAddedAnswer, status=201)
def add_webhook(call: Call[NoQuery, AddWebhook]) -> Reply[WebhookAddedAnswer]:
    """Have events sent to an address of your own, signed as Standard Webhooks has it."""
    added = wiring.wired().webhooks.add_webhook(call.body.url, call.body.topics, now=call.now, by=_developer(call))
    return Reply(WebhookAddedAnswer.added(added), location=call.link(f"/developer/webhooks/{added.webhook.id}"))


@routes.route("GET", "/developer/webhooks", who=Role.DEVELOPER, answer=WebhookPage)
def list_webhooks(call: Call[NoQuery, NoBody]) -> Reply[WebhookPage]:
    """Your webhooks, the oldest first."""
    webhooks = wiring.wired().webhooks.list_webhooks(by=_developer(call))
    return Reply(WebhookPage(items=[WebhookAnswer.of(webhook) for webhook in webhooks], **call.page_links(None)))


@routes.route(
    "DELETE",
    "/developer/webhooks/{webhook_id}",
    who=Role.DEVELOPER,
    answer=NoAnswer,
    status=204,
    raises=[NotFound],
)
def delete_webhook(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Send nothing to this address any more."""
    wiring.wired().webhooks.delete_webhook(call.path["webhook_id"], by=_developer(call))
    return Reply()


@routes.route(
    "POST",
    "/developer/webhooks/{webhook_id}/deliveries",
    who=Role.DEVELOPER,
    answer=NotificationAnswer,
    status=202,
    raises=[NotFound],
)
def deliver_latest_event(call: Call[NoQuery, NoBody]) -> Reply[NotificationAnswer]:
    """Send the latest event of its topics there now, though it went there before: to try what receives it.

    It bears the `webhook-id` that it had. 404 also as long as no event was sent to those topics.
    """
    due = wiring.wired().notifications.deliver_latest_event(call.path["webhook_id"], by=_developer(call), now=call.now)
    return Reply(NotificationAnswer.of(due))


@routes.route("GET", "/notifications", who=Role.ADMIN, query=NotificationQuery, answer=NotificationPage)
def list_notifications(call: Call[NotificationQuery, NoBody]) -> Reply[NotificationPage]:
    """All notifications of a state: `parked` shows what was given up; the latest first."""
    query = call.query
    found = wiring.wired().notifications.list_notifications(
        query.state, topic=query.topic, limit=query.limit, cursor=query.cursor
    )
    items = [NotificationAnswer.of(notification) for notification in found.notifications]
    return Reply(NotificationPage(items=items, **call.page_links(found.next_cursor)))


@routes.route(
    "POST",
    "/notifications/{notification_id}/retries",
    who=Role.ADMIN,
    answer=NotificationAnswer,
    status=202,
    raises=[NotFound],
)
def retry_notification(call: Call[NoQuery, NoBody]) -> Reply[NotificationAnswer]:
    """Send a parked notification again, as if it had never been tried."""
    retried = wiring.wired().notifications.retry_notification(call.path["notification_id"], now=call.now)
    return Reply(NotificationAnswer.of(retried))


def _developer(call: Call[Any, Any]) -> AccountId:
    return AccountId(call.principal.customer_id)
