"""The routes that Google's client libraries call: tokens, messages, topic subscriptions."""

import time
from collections.abc import Callable
from typing import Any

from fcm_emulator import errors
from fcm_emulator.errors import ApiError
from fcm_emulator.faults import Faults
from fcm_emulator.inbox import Inbox
from fcm_emulator.messages import (
    PayloadLimits,
    SendRequest,
    check_topic,
    parse_json_object,
    parse_send_request,
)
from fcm_emulator.oauth import OAuth
from fcm_emulator.subscriptions import Subscriptions, is_registration
from fcm_emulator.wire import Request, Response, json_response, rfc3339

DRY_RUN_ID = "fake_message_id"
MAX_LEGACY_TOKENS = 1000
LEGACY_TOPIC_PREFIX = "/topics/"
NO_ALLOWED_LOCATIONS = {"locations": [], "encodedLocations": "0x0"}  # what google-auth calls the no-op boundary


class GoogleApi:
    """One method per route; each takes the request and the path's parameters."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        subscriptions: Subscriptions,
        faults: Faults,
        oauth: OAuth,
        limits: PayloadLimits,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`clock` gives seconds of the Unix clock."""
        self._inbox = inbox
        self._subscriptions = subscriptions
        self._faults = faults
        self._oauth = oauth
        self._limits = limits
        self._clock = clock

    def exchange_token(self, request: Request) -> Response:
        self._faults.meet("oauth", None)
        return self._oauth.exchange(request.body)

    def allowed_locations(self, _request: Request, account: str) -> Response:
        """google-auth asks for an account's regional boundary; a local account has none."""
        return json_response(NO_ALLOWED_LOCATIONS)

    def send_message(self, request: Request, project: str) -> Response:
        self._authenticate(request, "google.firebase.fcm.v1.FcmService.SendMessage")
        send = parse_send_request(request.body, self._limits)
        self._faults.meet("send", send.target, project)
        if send.target_kind in ("token", "fid") and self._subscriptions.is_dead(send.target):
            raise errors.unregistered()
        if send.validate_only:
            return json_response({"name": f"projects/{project}/messages/{DRY_RUN_ID}"})
        recipients = self._recipients(send)
        delivery = self._inbox.deliver(project, send.target_kind, send.target, recipients, send.message)
        return json_response({"name": delivery.name})

    def subscribe(self, request: Request, project: str, registration: str) -> Response:
        self._authenticate(request, "google.firebase.fcm.v1.FcmTopicService.CreateTopicSubscription")
        topic = request.query.get("topic_name") or request.query.get("topicName") or ""
        self._check_subscription(project, registration, topic)
        if not self._subscriptions.subscribe(registration, topic):
            raise errors.already_exists()
        name = f"projects/{project}/registrations/{registration}/topicSubscriptions/{topic}"
        return json_response({"name": name, "topic_name": topic, "create_time": rfc3339(self._clock())})

    def unsubscribe(self, request: Request, project: str, registration: str, topic: str) -> Response:
        self._authenticate(request, "google.firebase.fcm.v1.FcmTopicService.DeleteTopicSubscription")
        self._check_subscription(project, registration, topic)
        allow_missing = request.query.get("allow_missing", request.query.get("allowMissing")) == "true"
        if not self._subscriptions.unsubscribe(registration, topic) and not allow_missing:
            raise errors.not_found()
        return json_response({})

    def batch_add(self, request: Request) -> Response:
        return self._legacy_batch(request, subscribe=True)

    def batch_remove(self, request: Request) -> Response:
        return self._legacy_batch(request, subscribe=False)

    def _authenticate(self, request: Request, method: str) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise errors.missing_credential(method)
        if not self._oauth.accepts(token):
            raise errors.invalid_credential()

    def _recipients(self, send: SendRequest) -> tuple[str, ...]:
        if send.condition:
            matches = send.condition.matches
            known = self._subscriptions.topics_by_registration()
            return tuple(registration for registration, topics in known.items() if matches(topics))
        if send.target_kind == "topic":
            return self._subscriptions.of_topic(send.target)
        return (send.target,)

    def _check_subscription(self, project: str, registration: str, topic: str) -> None:
        if not is_registration(registration):
            raise errors.invalid_token("registration")
        check_topic(topic, "topic_name")
        self._faults.meet("topics", registration, project)
        if self._subscriptions.is_dead(registration):
            raise errors.not_found()

    def _legacy_batch(self, request: Request, *, subscribe: bool) -> Response:
        """The Instance ID API. Its errors are a bare `{"error": CODE}`, unlike those of the v1 API."""
        try:
            self._authenticate(request, "iid")
        except ApiError as refusal:
            return json_response({"error": "Unauthorized"}, refusal.http_status)
        if request.headers.get("access_token_auth") != "true":
            return json_response({"error": "MissingAuthorization"}, 401)
        try:
            document = parse_json_object(request.body)
            topic, tokens = _legacy_arguments(document)
            self._faults.meet("topics", None)
        except ApiError as refusal:
            return json_response({"error": refusal.status}, refusal.http_status, refusal.headers)
        return json_response({"results": [self._legacy_result(token, topic, subscribe=subscribe) for token in tokens]})

    def _legacy_result(self, token: Any, topic: str, *, subscribe: bool) -> dict[str, str]:
        if not isinstance(token, str) or not is_registration(token):
            return {"error": "INVALID_ARGUMENT"}
        if self._subscriptions.is_dead(token):
            return {"error": "NOT_FOUND"}
        change = self._subscriptions.subscribe if subscribe else self._subscriptions.unsubscribe
        change(token, topic)
        return {}


def _legacy_arguments(document: dict[str, Any]) -> tuple[str, list[Any]]:
    target, tokens = document.get("to"), document.get("registration_tokens")
    if not isinstance(target, str) or not target.startswith(LEGACY_TOPIC_PREFIX):
        raise errors.invalid_argument("to", "Invalid topic name.")
    topic = target.removeprefix(LEGACY_TOPIC_PREFIX)
    check_topic(topic, "to")
    if not isinstance(tokens, list) or not 1 <= len(tokens) <= MAX_LEGACY_TOKENS:
        raise errors.invalid_argument("registration_tokens", f"From 1 to {MAX_LEGACY_TOKENS} tokens are allowed.")
    return topic, tokens
