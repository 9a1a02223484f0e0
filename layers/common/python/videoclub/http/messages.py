"""Requests and answers of HTTP, free of any framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as delivered. Header names are in lower case; `path` holds the decoded path parameters.

    `client_address` is the IP address that the gateway saw.
    """

    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    base_url: str
    client_address: str


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer, ready to send."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: str = ""
