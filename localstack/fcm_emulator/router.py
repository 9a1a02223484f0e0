"""Which method answers which route."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from fcm_emulator.control_api import PAGE_FILES, ControlApi
from fcm_emulator.errors import ApiError, not_found
from fcm_emulator.google_api import GoogleApi
from fcm_emulator.wire import Request, Response

type Endpoint = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    endpoint: Endpoint


class Router:
    """Finds the endpoint and turns refusals into answers.

    The host name plays no part: the paths of Google's four hosts and the emulator's own do not meet.
    """

    def __init__(self, google: GoogleApi, control: ControlApi) -> None:
        declared: list[tuple[str, str, Endpoint]] = [
            ("POST", "/token", google.exchange_token),
            ("GET", "/v1/projects/-/serviceAccounts/{account}/allowedLocations", google.allowed_locations),
            ("POST", "/v1/projects/{project}/messages:send", google.send_message),
            ("POST", "/v1/projects/{project}/registrations/{registration}/topicSubscriptions", google.subscribe),
            (
                "DELETE",
                "/v1/projects/{project}/registrations/{registration}/topicSubscriptions/{topic}",
                google.unsubscribe,
            ),
            ("POST", "/iid/v1:batchAdd", google.batch_add),
            ("POST", "/iid/v1:batchRemove", google.batch_remove),
            ("GET", "/_health", control.health),
            ("GET", "/_inbox", control.read_inbox),
            ("DELETE", "/_inbox", control.clear_inbox),
            ("GET", "/_inbox/stream", control.stream_inbox),
            ("GET", "/_faults", control.read_faults),
            ("PUT", "/_faults", control.replace_faults),
            ("DELETE", "/_faults", control.clear_faults),
            ("GET", "/_registrations", control.read_registrations),
            ("PUT", "/_registrations/{registration}", control.register),
            ("DELETE", "/_registrations/{registration}", control.unregister),
            *(("GET", path, control.page) for path in PAGE_FILES),
        ]
        self._routes = [Route(method, _compiled(path), endpoint) for method, path, endpoint in declared]

    def answer(self, request: Request) -> Response:
        """Raises ConnectionDroppedError when a fault demands it, and nothing else."""
        try:
            return self._dispatch(request)
        except ApiError as refusal:
            return refusal.to_response()

    def _dispatch(self, request: Request) -> Response:
        allowed: set[str] = set()
        for route in self._routes:
            if found := route.pattern.fullmatch(request.path):
                if route.method == request.method:
                    parameters = {name: unquote(value) for name, value in found.groupdict().items()}
                    return route.endpoint(request, **parameters)
                allowed.add(route.method)
        if allowed:
            methods = ", ".join(sorted(allowed))
            raise ApiError(405, "INVALID_ARGUMENT", f"Use {methods} here.", headers={"Allow": methods})
        raise not_found()


def _compiled(path: str) -> re.Pattern[str]:
    """`{name}` stands for one segment of the path, still percent-encoded."""
    parts = re.split(r"\{(\w+)\}", path)
    pieces = [f"(?P<{part}>[^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts)]
    return re.compile("".join(pieces))
