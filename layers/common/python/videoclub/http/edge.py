"""From a request to an answer by the declaration of its route, whatever framework or gateway delivers it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from videoclub.clock import Clock, utc_now
from videoclub.errors import DomainError, FieldError, Forbidden, Unauthenticated, ValidationFailed
from videoclub.http.messages import HttpRequest, HttpResponse
from videoclub.http.models import NoBody, TextBody
from videoclub.http.parsing import parse_body, parse_query, unpack_body
from videoclub.http.problem_document import internal_error, of_error
from videoclub.http.routes import ANYONE, Call, RawText, Reply, Route, Routes
from videoclub.identity import ANONYMOUS, Principal
from videoclub.log import logger
from videoclub.tracing import annotate

if TYPE_CHECKING:
    from videoclub.rate_limits import Admission, RateLimiter

IDEMPOTENCY_KEY_MAX_CHARS = 255
PATH_PARAMETER_MAX_CHARS = 255
UTF_8 = {"utf-8", "utf8"}


class PreconditionRequired(DomainError):
    """A change was sent without the entity tag it is based on."""

    slug = "precondition-required"


class IdempotencyKeyRequired(DomainError):
    """A request that must happen once was sent without its key."""

    slug = "idempotency-key-required"


class UnsupportedMediaType(DomainError):
    """The body is of another media type, character set or coding than the route declares."""

    slug = "unsupported-media-type"


class PayloadTooLarge(DomainError):
    """The body exceeds the route's limit."""

    slug = "payload-too-large"


@dataclass(frozen=True)
class Edge:
    """Authenticates, parses, calls the route's function, serialises and maps errors."""

    routes: Routes
    clock: Clock = utc_now

    def answer(self, route: Route, request: HttpRequest) -> HttpResponse:
        """The answer of `route`; never raises."""
        told: dict[str, str] = {}
        answer = self._answer(route, request, told)
        return replace(answer, headers={**answer.headers, **told})

    def _answer(self, route: Route, request: HttpRequest, told: dict[str, str]) -> HttpResponse:
        """The answer but for what `told` takes: how often the caller may still ask."""
        try:
            call = self._parse(route, request, told)
            return _success(route, call, route.function(call))
        except DomainError as error:
            annotate(problem=error.slug)
            return of_error(error, request_id=request.request_id, base_url=request.base_url)
        except Exception:  # noqa: BLE001 - the last resort: the log has it, the caller learns the request's id
            logger(self.routes.service).exception("raised")
            return internal_error(request_id=request.request_id, base_url=request.base_url)

    def _parse(self, route: Route, request: HttpRequest, told: dict[str, str]) -> Call[Any, Any]:
        now = self.clock()
        principal = self._admitted(route, request, told, now)
        _check_path(request.path)
        _check_headers(route, request)
        return Call(
            principal=principal,
            path=request.path,
            query=parse_query(route.query, request.query),
            body=parse_body(route.body, _unpacked(route, request)),
            headers=request.headers,
            now=now,
            request_id=request.request_id,
            base_url=request.base_url,
            client_address=request.client_address,
            resource=route.path.format_map(request.path),
        )

    def _admitted(self, route: Route, request: HttpRequest, told: dict[str, str], now: datetime) -> Principal:
        """Who calls, if they did not call too often; credentials that are not valid count against the address."""
        limiter = self.routes.limiter(self.routes.service)
        try:
            principal, refused = self._authenticate(route, request.headers, now), None
        except Unauthenticated as error:
            principal, refused = ANONYMOUS, error
        if limiter:
            admission = _admission(limiter, route, request, principal, now)
            told |= admission.headers
            if admission.refusal:
                raise admission.refusal
        if refused:
            raise refused
        return principal

    def _authenticate(self, route: Route, headers: Mapping[str, str], now: datetime) -> Principal:
        """A token counts before an API key; with neither, the caller is anonymous where that is allowed."""
        if authorization := headers.get("authorization", ""):
            principal = self._of_token(authorization, now)
        elif key := headers.get("x-api-key", ""):
            principal = self._of_key(route, key, now)
        elif route.who == ANYONE:
            return ANONYMOUS
        else:
            raise Unauthenticated("Send an access token, `Authorization: Bearer <token>`, or an API key, `X-Api-Key`.")
        if route.who != ANYONE and route.who not in principal.roles:
            raise Forbidden(f"This needs the role {route.who}.")
        return principal

    def _of_token(self, authorization: str, now: datetime) -> Principal:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("Send an access token: `Authorization: Bearer <token>`.")
        return self.routes.verifier().verify(token, now=now)

    def _of_key(self, route: Route, key: str, now: datetime) -> Principal:
        from videoclub.api_keys import scope_of

        principal = self.routes.key_verifier().verify(key, now=now)
        scope = scope_of(self.routes.service, route.method)
        if scope not in (principal.scopes or ()):
            raise Forbidden(f"This API key lacks the scope {scope}.")
        return principal


def _check_path(path: Mapping[str, str]) -> None:
    """What no id of ours is like, and no store takes, is refused before it gets there."""
    for name, value in path.items():
        if not 1 <= len(value) <= PATH_PARAMETER_MAX_CHARS or "\0" in value:
            message = f"has 1 to {PATH_PARAMETER_MAX_CHARS} characters, and not NUL"
            raise ValidationFailed(FieldError(f"/{name}", "bad_parameter", message))


def _admission(
    limiter: "RateLimiter", route: Route, request: HttpRequest, principal: Principal, now: datetime
) -> "Admission":
    if principal.account_id is None or route.guard:
        return limiter.admit_address(request.client_address, guard=route.guard, now=now)
    if principal.scopes is not None:
        return limiter.admit_key(request.headers["x-api-key"], now=now)
    return limiter.admit_account(principal.account_id, now=now)


def _check_headers(route: Route, request: HttpRequest) -> None:
    _check_size(route, request.body)
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    if route.body is not NoBody and media_type.strip() != route.media_type:
        raise UnsupportedMediaType(f"Send `Content-Type: {route.media_type}`.")
    if issubclass(route.body, TextBody) and _charset(parameters) not in UTF_8:
        raise UnsupportedMediaType(f"Send UTF-8, as `Content-Type: {route.media_type}; charset=utf-8`.")
    if route.if_match and not request.headers.get("if-match"):
        raise PreconditionRequired("Send the ETag you read as If-Match.")
    if route.idempotency_key:
        _check_idempotency_key(request.headers.get("idempotency-key", "").strip())


def _check_size(route: Route, body: bytes) -> None:
    if len(body) > route.body_limit_bytes:
        raise PayloadTooLarge(f"A body may have up to {route.body_limit_bytes // 1024} KiB.")


def _charset(parameters: str) -> str:
    """`utf-8` of `header=present; charset="utf-8"`, and where none is named."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.strip().partition("=")
        if name == "charset":
            return value.strip('"')
    return "utf-8"


def _unpacked(route: Route, request: HttpRequest) -> bytes:
    """The body as it was before `Content-Encoding: gzip`, which routes that take text allow."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding == "identity" or not issubclass(route.body, TextBody):
        return request.body
    if coding != "gzip":
        raise UnsupportedMediaType("Send the body as it is, or with `Content-Encoding: gzip`.")
    body = unpack_body(request.body, limit_bytes=route.body_limit_bytes)
    _check_size(route, body)
    return body


def _check_idempotency_key(key: str) -> None:
    if not key:
        raise IdempotencyKeyRequired("Send a unique Idempotency-Key with each new request.")
    if len(key) > IDEMPOTENCY_KEY_MAX_CHARS:
        message = f"has at most {IDEMPOTENCY_KEY_MAX_CHARS} characters"
        raise ValidationFailed(FieldError("/Idempotency-Key", "too_long", message))


def _success(route: Route, call: Call[Any, Any], reply: Reply[Any]) -> HttpResponse:
    headers = {"Cache-Control": reply.cache_control}
    if reply.location:
        headers["Location"] = reply.location
    if reply.set_cookie:
        headers["Set-Cookie"] = reply.set_cookie
    if reply.attachment:
        headers["Content-Disposition"] = f'attachment; filename="{reply.attachment}"'
    if reply.etag:
        headers["ETag"] = reply.etag
        if route.method == "GET" and _etag_matches(call.headers.get("if-none-match", ""), reply.etag):
            return HttpResponse(HTTPStatus.NOT_MODIFIED, headers)
    status = reply.status or route.status
    if reply.answer is None:
        return HttpResponse(status, headers)
    text = reply.answer.text if isinstance(reply.answer, RawText) else reply.answer.model_dump_json()
    return HttpResponse(status, headers | {"Content-Type": reply.media_type or route.answer_media_type}, text)


def _etag_matches(if_none_match: str, etag: str) -> bool:
    candidates = {candidate.strip().removeprefix("W/") for candidate in if_none_match.split(",")}
    return etag in candidates or "*" in candidates
