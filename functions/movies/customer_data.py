"""What Movies holds on a person: a developer's subscriptions and webhooks, and who changed the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from movies.ports.developers import PersonalChanges, Subscription, SubscriptionStore, Webhook, WebhookStore
from movies.subscribing import Subscribing
from videoclub.ids import AccountId, CustomerId
from videoclub.type_adapters import type_adapter

SUBSCRIPTIONS_AT_ONCE = 100


@dataclass(frozen=True)
class CustomerData:
    """Tells a person all there is, and erases it."""

    subscribing: Subscribing
    subscriptions: SubscriptionStore
    webhooks: WebhookStore
    changes: PersonalChanges

    def export_customer(self, customer_id: CustomerId) -> dict[str, JsonValue]:
        """All on this person; of a registration token its first characters, no secret. Raises ServiceUnavailable."""
        developer_id = AccountId(customer_id)
        subscriptions = list(self._subscriptions_of(developer_id))
        return {
            "subscriptions": type_adapter(list[Subscription]).dump_python(subscriptions, mode="json"),
            "webhooks": type_adapter(list[Webhook]).dump_python(self.webhooks.read_webhooks(developer_id), mode="json"),
            "catalogue_changes": self.changes.read_changes(developer_id),
        }

    def erase_customer(self, customer_id: CustomerId) -> None:
        """Leave all topics at FCM, forget tokens and webhooks with what waits for them, and who made which change.

        May be repeated; raises ServiceUnavailable when FCM cannot be told, with the rest still to do.
        """
        developer_id = AccountId(customer_id)
        for subscription in list(self._subscriptions_of(developer_id)):
            self.subscribing.delete_subscription(subscription.id, by=developer_id)
        for webhook in self.webhooks.read_webhooks(developer_id):
            self.webhooks.delete_webhook(webhook.id, developer_id)
        self.changes.strip_changes(developer_id)

    def _subscriptions_of(self, developer_id: AccountId) -> Iterator[Subscription]:
        after = None
        while True:
            page = self.subscriptions.read_subscriptions(developer_id, after, SUBSCRIPTIONS_AT_ONCE)
            yield from page
            if len(page) < SUBSCRIPTIONS_AT_ONCE:
                return
            after = [page[-1].created_at.isoformat(), page[-1].id]
