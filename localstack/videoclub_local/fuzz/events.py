"""Sends the handlers behind the gateway what it never would: requests bent at random, and what is no event at all."""

import base64
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from videoclub.http import ANYONE, Route, Routes
from videoclub.http.problem_document import MEDIA_TYPE as PROBLEM_TYPE
from videoclub_local.fuzz.description import Description, NotDescribed

type Invoke = Callable[[Any], Any]
"""Gives a handler an event; the answer, or an exception for one that it did not catch."""

_SERVER_ERROR = 500
_UNAVAILABLE = 503
_MALFORMED = 400
_JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 1e308, "", " ", "\0", "null", "-1", "NaN", "\u202e", "🎬" * 50, "a" * 70_000,
    "../../etc/passwd", "' OR 1=1 --", "%00", "%f0%28%8c%28", [], {}, [None], [[]], {"": ""}, {"a": {"b": [1]}},
)  # fmt: skip
_TEXTS = [text for text in _JUNK if isinstance(text, str)]
_SENT = ("headers", "multiValueQueryStringParameters", "pathParameters")
"""What a client chooses, beside the body."""
_BODIES = (
    "", "{", "[", "null", "[]", '"text"', "1", "{}{}", '{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}', "[" * 20_000,
    '{"a":' * 5_000, '{"__proto__": {}}', "\ufeff{}", "a=b&c=d", "<x/>",
)  # fmt: skip


@dataclass
class Outcome:
    """How many events there were, by the status of the answer, and what went wrong."""

    statuses: Counter[int] = field(default_factory=Counter[int])
    faults: list[str] = field(default_factory=list[str])


@dataclass
class EventFuzzer:
    """Makes events for the routes of one service; the same seed makes the same events.

    `token_of` gives the access token of a role: a request is bent where it is read, behind the check of who sends it.
    """

    routes: Routes
    description: Description
    token_of: Callable[[str], str]
    chance: random.Random

    def run(self, invoke: Invoke, count: int) -> Outcome:
        """Send `count` events one after the other."""
        outcome = Outcome()
        for _ in range(count):
            event = self._event()
            try:
                outcome.statuses[self._judged(event, invoke(event))] += 1
            except (NotDescribed, RuntimeError) as fault:
                outcome.faults.append(f"{self.routes.service}: {fault}\n{json.dumps(event)[:2000]}")
        return outcome

    def _judged(self, event: Any, answer: Any) -> int:
        if not isinstance(answer, dict) or "statusCode" not in answer:
            raise NotDescribed(f"this is no answer: {json.dumps(answer)[:500]}")
        status, text = int(answer["statusCode"]), answer["body"]
        if status >= _SERVER_ERROR and status != _UNAVAILABLE:
            raise NotDescribed(f"{status}: {text}")
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        if headers.get("content-type") == PROBLEM_TYPE:
            self.description.check_problem(text)
        if status != _MALFORMED:  # which may be the answer to what names no route
            context = event["requestContext"]
            self.description.check(context["httpMethod"], context["resourcePath"], status, headers, text)
        return status

    def _event(self) -> Any:
        if self.chance.random() < 0.05:  # noqa: PLR2004 - one in twenty is no event at all
            return self.chance.choice(_JUNK)
        event = self._request(self.chance.choice(self.routes.declared))
        for _ in range(self.chance.choice((0, 1, 1, 1, 2, 3))):
            if self.chance.random() < 0.2:  # noqa: PLR2004 - few, as these are soon refused
                self._bend(event, _JUNK)
            else:
                self._bend({name: event.get(name) for name in _SENT}, _TEXTS)
        return event

    def _request(self, route: Route) -> dict[str, Any]:
        """A good request of `route`, but for its body, query and ids, which may be anything."""
        operation = self.description.document["paths"][route.path][route.method.lower()]
        names = [parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"]
        queries = [parameter for parameter in operation["parameters"] if parameter["in"] == "query"]
        query = {
            parameter["name"]: [self._value(parameter["schema"])]
            for parameter in queries
            if self.chance.random() < 0.3  # noqa: PLR2004 - some of them
        }
        headers = {"Content-Type": route.media_type, "If-Match": '"1"', "Idempotency-Key": str(self._uuid())}
        if route.who != ANYONE:
            headers["Authorization"] = f"Bearer {self.token_of(route.who)}"
        body, is_base64 = self._body(operation)
        return {
            "resource": route.path,
            "path": route.path,
            "httpMethod": route.method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "queryStringParameters": {name: values[0] for name, values in query.items()},
            "multiValueQueryStringParameters": query,
            "pathParameters": {name: self._id() for name in names},
            "stageVariables": None,
            "body": body,
            "isBase64Encoded": is_base64,
            "requestContext": {
                "requestId": str(self._uuid()),
                "resourcePath": route.path,
                "httpMethod": route.method,
                "stage": "v1",
                "domainName": "api.example.org",
                "path": f"/v1{route.path}",
                "identity": {"sourceIp": f"198.51.100.{self.chance.randrange(256)}"},
            },
        }

    def _body(self, operation: Mapping[str, Any]) -> tuple[str | None, bool]:
        content = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
        example = json.loads(json.dumps(content.get("example")))
        match self.chance.randrange(5):
            case 0:
                return base64.b64encode(self.chance.randbytes(self.chance.randrange(400))).decode(), True
            case 1:
                return self.chance.choice(_BODIES), False
            case 2 if isinstance(example, dict):
                self._bend(example, _JUNK)
                return json.dumps(example), False
            case _:
                return None if example is None else json.dumps(example), False

    def _bend(self, whole: Any, junk: Sequence[Any]) -> None:
        """Take one member away, replace it by junk or add some, anywhere."""
        place = whole
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = self.chance.choice(keys) if keys else None
            inner = None if key is None else place[key]
            if not isinstance(inner, dict | list) or not inner or self.chance.random() < 0.3:  # noqa: PLR2004
                break
            place = inner
        if key is None or (isinstance(place, dict) and self.chance.random() < 0.1):  # noqa: PLR2004
            _add(place, self.chance.choice(junk))
        elif self.chance.random() < 0.3:  # noqa: PLR2004
            del place[key]
        else:
            place[key] = self.chance.choice(junk)

    def _value(self, schema: Mapping[str, Any]) -> str:
        if "enum" in schema and self.chance.random() < 0.7:  # noqa: PLR2004
            return str(self.chance.choice(schema["enum"]))
        return str(self.chance.choice((1, 0, 20, "a", "2026-11-21", "2026-11-21T20:15:00Z", "true", "3.99", *_JUNK)))

    def _id(self) -> str:
        return self.chance.choice((str(self._uuid()), "x", "2026-11", "2026-W47", "2026-11-21", "\0", "é", "a" * 3000))

    def _uuid(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _add(place: Any, value: Any) -> None:
    if isinstance(place, dict):
        place["surprise"] = value
    else:
        place.append(value)
