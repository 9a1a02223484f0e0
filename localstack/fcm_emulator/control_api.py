"""The emulator's own routes: what was delivered, who is registered, which faults to play. Google has none of these."""

import json
from collections.abc import Iterator
from importlib import resources

from fcm_emulator.errors import FieldViolation, invalid_token, malformed_request
from fcm_emulator.faults import Faults, parse_faults
from fcm_emulator.inbox import Inbox, Selection
from fcm_emulator.messages import parse_json_object
from fcm_emulator.subscriptions import Subscriptions, is_registration
from fcm_emulator.wire import Request, Response, json_response

STREAM_PAUSE_SECONDS = 15.0
"""A comment line is sent after so long a silence: proxies keep the stream open, and a client that left is noticed."""

PAGE_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/inbox.css": ("inbox.css", "text/css; charset=utf-8"),
    "/inbox.js": ("inbox.js", "text/javascript; charset=utf-8"),
}
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}


class ControlApi:
    """One method per route; each takes the request and the path's parameters."""

    def __init__(self, inbox: Inbox, subscriptions: Subscriptions, faults: Faults) -> None:
        self._inbox = inbox
        self._subscriptions = subscriptions
        self._faults = faults

    def page(self, request: Request) -> Response:
        name, content_type = PAGE_FILES[request.path]
        body = resources.files("fcm_emulator").joinpath("page", name).read_bytes()
        return Response(body=body, content_type=content_type, headers=PAGE_HEADERS)

    def health(self, _request: Request) -> Response:
        return json_response(
            {"status": "ok", "messages": len(self._inbox), "subscriptions": self._subscriptions.count()}
        )

    def read_inbox(self, request: Request) -> Response:
        deliveries = self._inbox.select(_selection(request), _since(request.query.get("since", "0")))
        return json_response({"messages": [delivery.as_json() for delivery in deliveries]})

    def stream_inbox(self, request: Request) -> Response:
        """Server-sent events. A browser that reconnects says in Last-Event-ID where it stopped."""
        since = _since(request.headers.get("last-event-id") or request.query.get("since", "0"))
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = self._events(_selection(request), since)
        return Response(content_type="text/event-stream", headers=headers, stream=stream)

    def clear_inbox(self, _request: Request) -> Response:
        self._inbox.clear()
        return Response(204)

    def read_faults(self, _request: Request) -> Response:
        return json_response(self._faults.as_json())

    def replace_faults(self, request: Request) -> Response:
        self._faults.replace(parse_faults(parse_json_object(request.body)))
        return json_response(self._faults.as_json())

    def clear_faults(self, _request: Request) -> Response:
        self._faults.replace([])
        return Response(204)

    def read_registrations(self, _request: Request) -> Response:
        found = self._subscriptions.topics_by_registration()
        return json_response(
            {"registrations": [{"registration": name, "topics": sorted(topics)} for name, topics in found.items()]}
        )

    def register(self, _request: Request, registration: str) -> Response:
        """The app was installed (again)."""
        _check_registration(registration)
        self._subscriptions.register(registration)
        return Response(204)

    def unregister(self, _request: Request, registration: str) -> Response:
        """The app was uninstalled: from now on FCM answers UNREGISTERED for it."""
        _check_registration(registration)
        self._subscriptions.kill(registration)
        return Response(204)

    def _events(self, selection: Selection, since: int) -> Iterator[bytes]:
        yield b": the inbox of the FCM emulator\n\n"
        for delivery in self._inbox.follow(selection, since, STREAM_PAUSE_SECONDS):
            if delivery is None:
                yield b": still here\n\n"
            else:
                data = json.dumps(delivery.as_json(), ensure_ascii=False)
                yield f"id: {delivery.id}\ndata: {data}\n\n".encode()


def _selection(request: Request) -> Selection:
    return Selection(topic=request.query.get("topic"), token=request.query.get("token"))


def _since(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise malformed_request(FieldViolation("since", "since must be the id of a message, a whole number."))
    return int(text)


def _check_registration(registration: str) -> None:
    if not is_registration(registration):
        raise invalid_token("registration")
