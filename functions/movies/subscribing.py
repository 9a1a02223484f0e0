"""Developers subscribe registration tokens to topics, through FCM."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from movies.ports.developers import Subscription, SubscriptionStore, TopicSubscriptions
from movies.topics import Topics
from videoclub.cursors import Cursors, Key
from videoclub.errors import FieldError, NotFound, ServiceUnavailable, ValidationFailed
from videoclub.ids import AccountId, new_id

TOKEN_PREFIX_CHARS = 12
RETRY_AFTER_S = 30
TOKEN_ERRORS = {
    "INVALID_ARGUMENT": "is not a registration token",
    "NOT_FOUND": "is a token that FCM does not know, or no longer",
    "UNREGISTERED": "is a token that FCM does not know any more: its app was removed",
    "SENDER_ID_MISMATCH": "is a token of another Firebase project",
}
"""FCM's errors that are the token's: https://firebase.google.com/docs/cloud-messaging/manage-topics"""
_GONE = {"NOT_FOUND", "UNREGISTERED", "INVALID_ARGUMENT"}


@dataclass(frozen=True, slots=True)
class SubscriptionMade:
    """A subscription, new or grown; `failures` are the topics that FCM did not take, each with its error code."""

    subscription: Subscription
    is_new: bool
    failures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SubscriptionPage:
    """A page of subscriptions."""

    subscriptions: list[Subscription]
    next_cursor: str | None


@dataclass(frozen=True)
class Subscribing:
    """What can be done with subscriptions."""

    topics: Topics
    fcm: TopicSubscriptions
    store: SubscriptionStore
    cursors: Cursors

    def subscribe_token(
        self, registration_token: str, topics: Sequence[str], *, now: datetime, by: AccountId
    ) -> SubscriptionMade:
        """Subscribe a token; done again, it adds to the topics of the first time.

        FCM is told before the subscription is kept: if the latter fails, telling FCM again does no harm. Raises
        ValidationFailed for an unknown topic or a token that FCM refuses, ServiceUnavailable when FCM takes no topic.
        """
        self.topics.check_topics(topics)
        failures = self.fcm.subscribe(registration_token, topics)
        taken = tuple(topic for topic in topics if topic not in failures)
        if not taken:
            raise _refusal(failures)
        new = Subscription(new_id(), by, registration_token[:TOKEN_PREFIX_CHARS], taken, now)
        saved = self.store.save_subscription(new, registration_token)
        return SubscriptionMade(saved.subscription, saved.is_new, failures)

    def list_subscriptions(self, *, by: AccountId, limit: int, cursor: str | None) -> SubscriptionPage:
        """The developer's own, the oldest first. Raises ValidationFailed for a cursor of another list."""
        query = {"subscriptions_of": by}
        found = self.store.read_subscriptions(by, self.cursors.open(cursor, query=query), limit + 1)
        shown = found[:limit]
        more = len(found) > limit
        return SubscriptionPage(shown, self.cursors.seal(_position(shown[-1]), query=query) if more else None)

    def delete_subscription(self, subscription_id: str, *, by: AccountId) -> None:
        """End a subscription: the token leaves those topics that no other subscription of it keeps.

        Raises NotFound, also for another developer's, and ServiceUnavailable when FCM cannot be told.
        """
        leaving = self.store.read_leaving(subscription_id, by)
        if leaving is None:
            raise NotFound("There is no such subscription.")
        failures = self.fcm.unsubscribe(leaving.registration_token, leaving.topics)
        if set(failures.values()) - _GONE:  # a token that FCM no longer knows listens to nothing
            raise _unavailable()
        self.store.delete_subscription(subscription_id, by)


def _refusal(failures: Mapping[str, str]) -> ValidationFailed | ServiceUnavailable:
    reason = next(iter(failures.values()))
    if reason in TOKEN_ERRORS and set(failures.values()) == {reason}:
        return ValidationFailed(FieldError("/registration_token", "invalid_registration_token", TOKEN_ERRORS[reason]))
    return _unavailable()


def _unavailable() -> ServiceUnavailable:
    return ServiceUnavailable("Firebase is not taking subscriptions just now.", retry_after_s=RETRY_AFTER_S)


def _position(subscription: Subscription) -> Key:
    return [subscription.created_at.isoformat(), subscription.id]
