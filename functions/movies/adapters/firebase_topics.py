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

from movies.adapters.retry_after import parse_retry_after
from movies.ports.developers import DueMessage, Failed, Outcome, Sent, Untried
from videoclub.ids import new_id

if TYPE_CHECKING:
    from firebase_admin import App

HTTP_TIMEOUT_S = 10
PARALLEL_CALLS = 10
SUBSCRIBE_TIMEOUT = timedelta(seconds=8)
QUOTA_PAUSE = timedelta(seconds=60)
"""How long to wait when the quota is used up and no Retry-After says so: it is counted by the minute."""
ERROR_MAX_CHARS = 500
NO_ANSWER = "UNAVAILABLE"


@dataclass(frozen=True)
class FirebaseTopics:
    """Acts as the service account that `account` reads when it is first needed.

    The SDK retries inside its calls and sleeps meanwhile: as long as a Retry-After asks, or for six minutes when a
    connection drops behind a proxy. That may be longer than a function lives, so every call has a thread that is not
    waited for beyond the time limit.
    """

    account: Callable[[], Mapping[str, Any]]

    def send(self, due: Sequence[DueMessage], timeout: timedelta) -> list[Outcome]:
        """Send side by side; a message that the SDK still holds at the end failed, and comes again under its id."""
        from firebase_admin import messaging

        def send(one: DueMessage) -> str:
            return messaging.send(messaging.Message(topic=one.message.topic, data=one.message.data), app=self._app)

        return [_outcome(future) for future in _side_by_side(send, due, timeout)]

    def subscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        """Subscribe one token; gives the topics that failed, each with FCM's error code."""
        from firebase_admin import messaging

        return self._change_topics(messaging.subscribe_to_topic, registration_token, topics)

    def unsubscribe(self, registration_token: str, topics: Sequence[str]) -> Mapping[str, str]:
        """Unsubscribe one token; gives the topics that failed, each with FCM's error code."""
        from firebase_admin import messaging

        return self._change_topics(messaging.unsubscribe_from_topic, registration_token, topics)

    def _change_topics(self, call: Callable[..., Any], token: str, topics: Sequence[str]) -> Mapping[str, str]:
        def change(topic: str) -> str | None:
            errors = call([token], topic, app=self._app).errors
            return errors[0].reason if errors else None

        futures = _side_by_side(change, topics, SUBSCRIBE_TIMEOUT)
        reasons = {topic: _reason(future) for topic, future in zip(topics, futures, strict=True)}
        return {topic: reason for topic, reason in reasons.items() if reason}

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


def _side_by_side[Given, Got](
    call: Callable[[Given], Got], arguments: Sequence[Given], timeout: timedelta
) -> "list[Future[Got]]":
    """A call for each argument, in threads; those that are still running after `timeout` are left to themselves."""
    pool = ThreadPoolExecutor(PARALLEL_CALLS, thread_name_prefix="fcm")
    futures = [pool.submit(call, argument) for argument in arguments]
    wait(futures, timeout=timeout.total_seconds())
    pool.shutdown(wait=False, cancel_futures=True)
    return futures


def _outcome(future: "Future[str]") -> Outcome:
    if future.cancelled():
        return Untried()
    if not future.done():
        return Failed("FCM did not take it in time", held=True)
    error = future.exception()
    return Sent(future.result()) if error is None else _failure(error)


def _failure(error: BaseException) -> Failed:
    from firebase_admin import exceptions

    text = f"{type(error).__name__}: {error}"[:ERROR_MAX_CHARS]
    if isinstance(error, exceptions.InvalidArgumentError | exceptions.NotFoundError | ValueError):
        return Failed(text, permanent=True)  # wrong in itself, now and later
    if isinstance(error, exceptions.FirebaseError):
        return Failed(text, retry_after=_retry_after(error))
    return Failed(text)


def _retry_after(error: Any) -> timedelta | None:
    from firebase_admin import exceptions

    headers: Mapping[str, str] = getattr(error.http_response, "headers", None) or {}
    asked = parse_retry_after(headers.get("Retry-After", ""))
    if asked is None and isinstance(error, exceptions.ResourceExhaustedError):
        return QUOTA_PAUSE
    return asked


def _reason(future: "Future[str | None]") -> str | None:
    if future.cancelled() or not future.done() or future.exception():
        return NO_ANSWER
    return future.result()
