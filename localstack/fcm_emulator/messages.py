"""What FCM checks in a message before it accepts it.

Sources: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode (sizes, reserved keys, ttl) and
https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages (fields).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from fcm_emulator.conditions import TOPIC_NAME, Condition, ConditionError, parse_condition
from fcm_emulator.errors import FieldViolation, invalid_argument, invalid_token, malformed_request
from fcm_emulator.schema import SEND_REQUEST
from fcm_emulator.subscriptions import is_registration

MAX_TTL_SECONDS = 2_419_200  # four weeks
RESERVED_KEYS = frozenset({"from", "gcm", "message_type"})
RESERVED_PREFIXES = ("google", "gcm.")

type TargetKind = Literal["token", "fid", "topic", "condition"]
TARGET_KINDS: tuple[TargetKind, ...] = ("token", "fid", "topic", "condition")


@dataclass(frozen=True)
class PayloadLimits:
    """Greatest size of a payload: the bytes in UTF-8 of all keys and values of `data` and `notification`.

    Google's pages disagree on topics: 2048 on the ErrorCode page, 4096 on concept-options; the stricter is the default.
    """

    topic_bytes: int = 2048
    token_bytes: int = 4096


@dataclass(frozen=True)
class SendRequest:
    """A request that FCM accepts; `condition` is parsed where the target is one."""

    target_kind: TargetKind
    target: str
    message: Mapping[str, Any]
    validate_only: bool
    condition: Condition | None = None


def parse_json_object(body: bytes) -> dict[str, Any]:
    """Read a request body. Raises ApiError 400 when it is not a JSON object."""
    try:
        document = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise malformed_request(FieldViolation("", "Invalid JSON payload received. Unexpected token.")) from None
    if not isinstance(document, dict):
        complaint = "Invalid JSON payload received. Root element must be a message."
        raise malformed_request(FieldViolation("", complaint))
    return document


def parse_send_request(body: bytes, limits: PayloadLimits) -> SendRequest:
    """Read and check the body of `messages:send`. Raises ApiError 400 that names the first wrong field."""
    document = parse_json_object(body)
    if wrong := list(SEND_REQUEST.violations(document, "")):
        raise malformed_request(*wrong)
    request = SEND_REQUEST.normalised(document)
    message: dict[str, Any] = request.get("message", {})
    kind = _target_kind(message)
    target: str = message[kind]
    condition = _check_target(kind, target)
    _check_data_keys(message)
    _check_ttl(message)
    _check_size(message, limits.topic_bytes if kind in ("topic", "condition") else limits.token_bytes)
    return SendRequest(kind, target, message, bool(request.get("validate_only")), condition)


def _target_kind(message: Mapping[str, Any]) -> TargetKind:
    given: list[TargetKind] = [kind for kind in TARGET_KINDS if message.get(kind) is not None]
    if not given:
        raise invalid_argument("message", "Recipient of the message is not set.")
    if len(given) > 1:
        complaint = f"Invalid value at 'message' (oneof), oneof field 'target' is already set. Cannot set '{given[1]}'"
        raise malformed_request(FieldViolation("message", complaint))
    return given[0]


def _check_target(kind: TargetKind, target: str) -> Condition | None:
    match kind:
        case "token" | "fid":
            if not is_registration(target):
                raise invalid_token(f"message.{kind}")
        case "topic":
            check_topic(target, "message.topic")
        case "condition":
            try:
                return parse_condition(target)
            except ConditionError as error:
                raise invalid_argument("message.condition", str(error)) from None
    return None


def check_topic(topic: str, field_path: str) -> None:
    """Raises ApiError 400. A name never begins with `/topics/` here: client libraries take the prefix away."""
    if not TOPIC_NAME.fullmatch(topic):
        raise invalid_argument(field_path, "Topic name contains invalid characters.")


def _check_data_keys(message: Mapping[str, Any]) -> None:
    for path, data in (("message", message), ("message.android", message.get("android", {}))):
        for index, key in enumerate(data.get("data", {})):
            if key in RESERVED_KEYS or key.startswith(RESERVED_PREFIXES):
                raise invalid_argument(f"{path}.data[{index}].key", f"Invalid data payload key: {key}")


def _check_ttl(message: Mapping[str, Any]) -> None:
    ttl = message.get("android", {}).get("ttl")
    if ttl is not None and not 0 <= Decimal(ttl.removesuffix("s")) <= MAX_TTL_SECONDS:
        complaint = f"Invalid time to live: it must be from 0 to {MAX_TTL_SECONDS} seconds."
        raise invalid_argument("message.android.ttl", complaint)
    headers = message.get("webpush", {}).get("headers", {})
    web_ttl = next((value for name, value in headers.items() if name.lower() == "ttl"), "0")
    if not (web_ttl.isascii() and web_ttl.isdecimal()):
        raise invalid_argument("message.webpush.headers.TTL", "TTL must be a non-negative integer.")


def _check_size(message: Mapping[str, Any], limit_bytes: int) -> None:
    size = sum(
        len(key.encode()) + len(value.encode())
        for part in ("data", "notification")
        for key, value in message.get(part, {}).items()
    )
    if size > limit_bytes:
        complaint = f"Message is too large. The maximum is {limit_bytes // 1024}K ({limit_bytes} bytes)."
        field_path = "message.data" if message.get("data") else "message.notification"
        raise invalid_argument(field_path, complaint)
