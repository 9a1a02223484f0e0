"""Developers are told the same events at an address of their own."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from movies.ports.developers import Webhook, WebhookAddresses, WebhookStore
from movies.topics import Topics
from videoclub.errors import FieldError, NotFound, ValidationFailed
from videoclub.ids import AccountId, new_id

WEBHOOKS_MAX = 10
"""Of one developer: every event costs a request for each."""
SECRET_BYTES = 32  # Standard Webhooks asks for 24 to 64


@dataclass(frozen=True, slots=True)
class WebhookAdded:
    """A new webhook and the secret that signs its messages, told this once."""

    webhook: Webhook
    secret: str


@dataclass(frozen=True)
class Webhooks:
    """What can be done with webhooks."""

    topics: Topics
    addresses: WebhookAddresses
    store: WebhookStore

    def add_webhook(self, url: str, topics: Sequence[str], *, now: datetime, by: AccountId) -> WebhookAdded:
        """Have the events of `topics` sent to `url` from now on.

        Raises ValidationFailed for an unknown topic, an address that may not be called, or one webhook too many.
        """
        self.topics.check_topics(topics)
        if refusal := self.addresses.refusal(url):
            raise ValidationFailed(FieldError("/url", "address_refused", refusal))
        webhook = Webhook(new_id(), by, url, tuple(topics), now)
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        if not self.store.insert_webhook(webhook, secret, WEBHOOKS_MAX):
            raise ValidationFailed(FieldError("/url", "too_many_webhooks", f"you may have up to {WEBHOOKS_MAX}"))
        return WebhookAdded(webhook, secret)

    def list_webhooks(self, *, by: AccountId) -> list[Webhook]:
        """The developer's own, the oldest first."""
        return self.store.read_webhooks(by)

    def delete_webhook(self, webhook_id: str, *, by: AccountId) -> None:
        """Send nothing there any more. Raises NotFound, also for another developer's."""
        if not self.store.delete_webhook(webhook_id, by):
            raise NotFound("There is no such webhook.")
