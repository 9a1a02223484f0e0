"""The fields of a send request and their types, to find unknown names and wrong types as Google's JSON parser does.

Source: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fcm_emulator.errors import FieldViolation

_DURATION_FORMAT = re.compile(r"-?\d{1,12}(\.\d{1,9})?s")
_TIMESTAMP_FORMAT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


class FieldType(Protocol):
    """What a field may hold; `path` names the field in an error."""

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]: ...


@dataclass(frozen=True)
class Scalar:
    """One of protobuf's basic types; `name` is how an error calls it."""

    name: str
    python_types: tuple[type, ...]

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, self.python_types) or (isinstance(value, bool) and bool not in self.python_types):
            yield _wrong(path, self.name, value)


@dataclass(frozen=True)
class Text:
    """A well-known type that is written as a string."""

    name: str
    pattern: re.Pattern[str]
    complaint: str

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            yield FieldViolation(path, f"Invalid value at '{path}' (type.googleapis.com/{self.name}), {self.complaint}")


@dataclass(frozen=True)
class Enum:
    """A value from a list; case does not matter, as in `android.priority`."""

    name: str
    values: frozenset[str]

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, str) or value.upper() not in self.values:
            yield _wrong(path, f"type.googleapis.com/google.firebase.fcm.v1.{self.name}", value)


class Struct:
    """google.protobuf.Struct: any JSON object."""

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, dict):
            yield _wrong(path, "type.googleapis.com/google.protobuf.Struct", value)


class StringMap:
    """map<string, string>."""

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, dict):
            yield _wrong(path, "TYPE_MESSAGE", value)
            return
        for index, item in enumerate(value.values()):
            yield from STRING.violations(item, f"{path}[{index}].value")


@dataclass(frozen=True)
class ListOf:
    item: FieldType

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, list):
            yield _wrong(path, "TYPE_LIST", value)
            return
        for index, item in enumerate(value):
            yield from self.item.violations(item, f"{path}[{index}]")


@dataclass(frozen=True)
class Fields:
    """A protobuf message. A null stands for an absent field; each field has a snake_case and a camelCase name."""

    by_name: Mapping[str, FieldType]

    def violations(self, value: Any, path: str) -> Iterator[FieldViolation]:
        if not isinstance(value, dict):
            yield _wrong(path, "TYPE_MESSAGE", value)
            return
        for key, item in value.items():
            name = _snake_case(key)
            kind = self.by_name.get(name)
            if kind is None:
                at = f" at '{path}'" if path else ""
                yield FieldViolation(
                    path, f'Invalid JSON payload received. Unknown name "{key}"{at}: Cannot find field.'
                )
            elif item is not None:
                yield from kind.violations(item, f"{path}.{name}" if path else name)

    def normalised(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The same document under snake_case names and without nulls; it must have no violations."""
        normal: dict[str, Any] = {}
        for key, item in value.items():
            name = _snake_case(key)
            kind = self.by_name[name]
            if item is not None:
                normal[name] = kind.normalised(item) if isinstance(kind, Fields) else item
        return normal


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", lambda capital: f"_{capital[1].lower()}", name)


def _wrong(path: str, type_name: str, value: Any) -> FieldViolation:
    return FieldViolation(path, f"Invalid value at '{path}' ({type_name}), {json.dumps(value, ensure_ascii=False)}")


STRING = Scalar("TYPE_STRING", (str,))
BOOL = Scalar("TYPE_BOOL", (bool,))
INT32 = Scalar("TYPE_INT32", (int,))
FLOAT = Scalar("TYPE_FLOAT", (int, float))
DURATION = Text("google.protobuf.Duration", _DURATION_FORMAT, "Illegal duration format; duration must end with 's'")
TIMESTAMP = Text(
    "google.protobuf.Timestamp",
    _TIMESTAMP_FORMAT,
    "Illegal timestamp format; timestamps must end with 'Z' or an offset",
)


def _texts(*names: str) -> dict[str, FieldType]:
    return dict.fromkeys(names, STRING)


def _switches(*names: str) -> dict[str, FieldType]:
    return dict.fromkeys(names, BOOL)


_LIGHT_SETTINGS = Fields(
    {
        "color": Fields(dict.fromkeys(("red", "green", "blue", "alpha"), FLOAT)),
        "light_on_duration": DURATION,
        "light_off_duration": DURATION,
    }
)

_ANDROID_NOTIFICATION = Fields(
    {
        **_texts("title", "body", "icon", "color", "sound", "tag", "click_action", "channel_id", "ticker", "image"),
        **_texts("body_loc_key", "title_loc_key"),
        "body_loc_args": ListOf(STRING),
        "title_loc_args": ListOf(STRING),
        **_switches("sticky", "local_only", "default_sound", "default_vibrate_timings", "default_light_settings"),
        **_switches("bypass_proxy_notification"),
        "event_time": TIMESTAMP,
        "notification_priority": Enum(
            "NotificationPriority",
            frozenset(f"PRIORITY_{level}" for level in ("UNSPECIFIED", "MIN", "LOW", "DEFAULT", "HIGH", "MAX")),
        ),
        "vibrate_timings": ListOf(DURATION),
        "visibility": Enum("Visibility", frozenset({"VISIBILITY_UNSPECIFIED", "PRIVATE", "PUBLIC", "SECRET"})),
        "notification_count": INT32,
        "light_settings": _LIGHT_SETTINGS,
        "proxy": Enum("Proxy", frozenset({"PROXY_UNSPECIFIED", "ALLOW", "DENY", "IF_PRIORITY_LOWERED"})),
    }
)

_ANDROID = Fields(
    {
        **_texts("collapse_key", "restricted_package_name"),
        "priority": Enum("AndroidMessagePriority", frozenset({"NORMAL", "HIGH"})),
        "ttl": DURATION,
        "data": StringMap(),
        "notification": _ANDROID_NOTIFICATION,
        "fcm_options": Fields(_texts("analytics_label")),
        **_switches("direct_boot_ok", "bandwidth_constrained_ok", "restricted_satellite_ok"),
    }
)

_WEBPUSH = Fields(
    {
        "headers": StringMap(),
        "data": StringMap(),
        "notification": Struct(),
        "fcm_options": Fields(_texts("link", "analytics_label")),
    }
)

_APNS = Fields(
    {
        "headers": StringMap(),
        "payload": Struct(),
        "fcm_options": Fields(_texts("analytics_label", "image")),
        "live_activity_token": STRING,
    }
)

_MESSAGE = Fields(
    {
        **_texts("name", "token", "fid", "topic", "condition"),
        "data": StringMap(),
        "notification": Fields(_texts("title", "body", "image")),
        "android": _ANDROID,
        "webpush": _WEBPUSH,
        "apns": _APNS,
        "fcm_options": Fields(_texts("analytics_label")),
    }
)

SEND_REQUEST = Fields({"validate_only": BOOL, "message": _MESSAGE})
