# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false
"""Topics of Firebase Cloud Messaging, by Google's own Admin SDK as it comes."""

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from movies.announcements import Message
from movies.ports import Failed, Outcome, Sent
from videoclub.ids import new_id

if TYPE_CHECKING:
    from firebase_admin import App

HTTP_TIMEOUT_S = 10
PARALLEL_SENDS = 10
QUOTA_PAUSE = timedelta(seconds=60)
"""How long to wait when the quota is used up and no Retry-After says so: it is counted by the minute."""
ERROR_MAX_CHARS = 500


@dataclass(frozen=True)
class FirebaseTopics:
    """Sends as the service account that `account` reads when the first message goes out."""

    account: Callable[[], Mapping[str, Any]]

    def send(self, messages: Sequence[Message], timeout: timedelta) -> list[Outcome]:
        """Send side by side and wait for `timeout` at most.

        The SDK retries inside `send`, and sleeps as long as a Retry-After asks, which may be longer than a function
        lives; a message it still holds then counts as failed and comes again under the same event id.
        """
        from firebase_admin import messaging

        app = self._app
        pool = ThreadPoolExecutor(PARALLEL_SENDS, thread_name_prefix="fcm")
        futures = [
            pool.submit(messaging.send, messaging.Message(topic=message.topic, data=message.data), app=app)
            for message in messages
        ]
        wait(futures, timeout=timeout.total_seconds())
        pool.shutdown(wait=False, cancel_futures=True)
        return [_outcome(future) for future in futures]

    @cached_property
    def _app(self) -> "App":
        import firebase_admin
        from firebase_admin import credentials

        certificate = credentials.Certificate(dict(self.account()))
        return firebase_admin.initialize_app(certificate, {"httpTimeout": HTTP_TIMEOUT_S}, name=new_id())


def read_service_account(secret_id: str) -> dict[str, Any]:
    """The service account, as Firebase's console gives it, from Secrets Manager."""
    from videoclub.drivers import aws

    return json.loads(aws.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"])


def _outcome(future: "Future[str]") -> Outcome:
    if future.cancelled() or not future.done():
        return Failed("FCM did not take it in time")
    error = future.exception()
    return Sent(future.result()) if error is None else _failure(error)


def _failure(error: BaseException) -> Failed:
    from firebase_admin import exceptions

    text = f"{type(error).__name__}: {error}"[:ERROR_MAX_CHARS]
    if isinstance(error, exceptions.InvalidArgumentError):  # wrong in itself, now and later
        return Failed(text, permanent=True)
    if isinstance(error, exceptions.FirebaseError):
        return Failed(text, retry_after=_retry_after(error))
    return Failed(text)


def _retry_after(error: Any) -> timedelta | None:
    from firebase_admin import exceptions

    headers: Mapping[str, str] = getattr(error.http_response, "headers", None) or {}
    asked = headers.get("Retry-After", "")
    if asked.isdigit():
        return timedelta(seconds=int(asked))
    return QUOTA_PAUSE if isinstance(error, exceptions.ResourceExhaustedError) else None
