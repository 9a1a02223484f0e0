"""The declaration of a route: method, path, who may call it, its models and the problems it may answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel

from videoclub.errors import DomainError
from videoclub.http.models import NoBody, NoQuery
from videoclub.http.parsing import BODY_LIMIT_BYTES
from videoclub.identity import Principal, Role

if TYPE_CHECKING:
    from videoclub.api_keys import ApiKeyVerifier
    from videoclub.identity import TokenVerifier
    from videoclub.rate_limits import Guard, RateLimiter

type Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
type Access = Role | Literal["anyone"]

ANYONE: Final = "anyone"
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


@dataclass(frozen=True, slots=True)
class Call[Query: BaseModel, Body: BaseModel]:
    """One request, parsed and authenticated.

    `base_url` is the public address of the API, for links; `client_address` the IP address the gateway saw.
    """

    principal: Principal
    path: Mapping[str, str]
    query: Query
    body: Body
    headers: Mapping[str, str]
    now: datetime
    request_id: str
    base_url: str
    client_address: str
    resource: str

    @property
    def idempotency_key(self) -> str:
        """The Idempotency-Key; present on routes that declare it."""
        return self.headers["idempotency-key"]

    @property
    def if_match(self) -> str:
        """The entity tag of If-Match; present on routes that declare it."""
        return self.headers["if-match"]

    def link(self, path: str, **query: object) -> str:
        """The absolute URL of a path of this API."""
        given = {name: value for name, value in query.items() if value is not None}
        return f"{self.base_url}{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")

    def page_links(self, next_cursor: str | None) -> dict[str, str]:
        """`self` and, where there is a further page, `next`: the arguments of a `Page`."""
        query = self.query.model_dump(exclude_none=True, exclude_defaults=True, mode="json")
        links = {"self": self.link(self.resource, **query)}
        if next_cursor is not None:
            links["next"] = self.link(self.resource, **(query | {"cursor": next_cursor}))
        return links


@dataclass(frozen=True, slots=True)
class RawText:
    """An answer that is text already: JSON as it was the first time, or what a route's `answer_media_type` names."""

    text: str


@dataclass(frozen=True, slots=True)
class Reply[Answer: BaseModel]:
    """An answer with what HTTP adds to it. `status` and `media_type` None mean the route's own.

    `attachment` is the name under which a browser saves the answer.
    """

    answer: Answer | RawText | None = None
    status: int | None = None
    etag: str | None = None
    location: str | None = None
    cache_control: str = "no-store"
    media_type: str | None = None
    set_cookie: str | None = None
    attachment: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A route as declared; the same declaration serves requests, `openapi.json` and the authorisation matrix.

    `also` names what it answers with another status, `answer_also_as` further media types of the answer. A body may
    have `body_limit_bytes`, unpacked. An answer with an `etag` is not sent again to who has it (GET, 304). `guard`
    names the limit by address of what is tried in somebody's name.
    """

    method: Method
    path: str
    name: str
    summary: str
    who: Access
    query: type[BaseModel]
    body: type[BaseModel]
    answer: type[BaseModel]
    status: int
    raises: tuple[type[DomainError], ...]
    idempotency_key: bool
    if_match: bool
    etag: bool
    media_type: str
    body_limit_bytes: int
    answer_media_type: str
    also: Mapping[int, type[BaseModel]]
    answer_also_as: tuple[str, ...]
    guard: "Guard | None"
    function: Callable[[Call[Any, Any]], Reply[Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """A message that developers' own addresses get; `topic` is what they listen to."""

    topic: str
    summary: str
    message: type[BaseModel]


def _api_key_verifier() -> "ApiKeyVerifier":
    from videoclub.api_keys import api_key_verifier  # most calls bring a token, and need none of it

    return api_key_verifier()


def _unlimited(_service: str) -> None:
    return None


@dataclass
class Routes:
    """The routes of a service, in the order of declaration, who checks tokens and API keys, and who limits callers."""

    service: str
    verifier: "Callable[[], TokenVerifier]"
    key_verifier: "Callable[[], ApiKeyVerifier]" = _api_key_verifier
    declared: list[Route] = field(default_factory=list[Route])
    webhooks: list[Webhook] = field(default_factory=list[Webhook])
    limiter: "Callable[[str], RateLimiter | None]" = _unlimited

    def route[Query: BaseModel, Body: BaseModel, Answer: BaseModel](
        self,
        method: Method,
        path: str,
        *,
        who: Access,
        answer: type[Answer],
        query: type[Query] = NoQuery,
        body: type[Body] = NoBody,
        status: int = 200,
        raises: Sequence[type[DomainError]] = (),
        idempotency_key: bool = False,
        if_match: bool = False,
        etag: bool = False,
        media_type: str = JSON,
        body_limit_bytes: int = BODY_LIMIT_BYTES,
        answer_media_type: str = JSON,
        also: Mapping[int, type[BaseModel]] | None = None,
        answer_also_as: Sequence[str] = (),
        guard: "Guard | None" = None,
    ) -> Callable[
        [Callable[[Call[Query, Body]], Reply[Answer]]],
        Callable[[Call[Query, Body]], Reply[Answer]],
    ]:
        """Declare the function below as the answer to `method path`; its docstring is the summary."""

        def declare(function: Callable[[Call[Query, Body]], Reply[Answer]]) -> Callable[..., Reply[Answer]]:
            self.declared.append(
                Route(
                    method,
                    path,
                    function.__name__,
                    (function.__doc__ or function.__name__).strip().splitlines()[0],
                    who,
                    query,
                    body,
                    answer,
                    status,
                    tuple(raises),
                    idempotency_key,
                    if_match,
                    etag,
                    media_type,
                    body_limit_bytes,
                    answer_media_type,
                    also or {},
                    tuple(answer_also_as),
                    guard,
                    function,
                )
            )
            return function

        return declare

    def webhook(self, topic: str, message: type[BaseModel], *, summary: str) -> None:
        """Declare what the addresses of developers who listen to `topic` are sent."""
        self.webhooks.append(Webhook(topic, summary, message))
