"""Serves declared routes as a Lambda handler behind API Gateway. Chalice routes, and is known in this file only."""

import base64
import os
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from chalice.app import Chalice, Request, Response

from videoclub.errors import FieldError, ValidationFailed
from videoclub.http.edge import Edge
from videoclub.http.messages import HttpRequest, HttpResponse
from videoclub.http.problem_document import internal_error, of_error, problem_document
from videoclub.http.proxy_event import NotAProxyEvent, checked_event
from videoclub.http.routes import Route, Routes
from videoclub.http.standard_headers import standard_headers
from videoclub.log import logger
from videoclub.tracing import Span, continued, span

type Event = dict[str, Any]

UNROUTED = "unrouted"
"""What is asked by a method that its path does not have."""


class LambdaApp:
    """The handler behind the gateway: `app(event, context)`. Every error answer it gives is a problem document."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self._edge = Edge(routes)
        self._chalice = Chalice(app_name=routes.service, configure_logs=False)
        self._names = {(route.method, route.path): route.name for route in routes.declared}
        for route in routes.declared:
            self._serve(route)

    def __call__(self, event: Any, context: Any) -> Event:
        try:
            event = checked_event(event)
        except NotAProxyEvent as error:
            return self._not_from_the_gateway(error)
        request_id, asked = _request_id(event), (str(event["httpMethod"]), str(event["resource"]))
        sent = {"request_id": request_id, "traceparent": _headers(event).get("traceparent")}
        trace = continued(sent, request_id=request_id)
        with span(self.routes.service, self._names.get(asked, UNROUTED), trace) as current:
            answer = self._answer(event, context)
            _note(current, answer["statusCode"], " ".join(asked))
        own = {"X-Request-Id": request_id, "Traceresponse": trace.traceparent}
        answer["headers"] = {**_standard_headers(event, answer), **answer["headers"], **own}
        return answer

    def _answer(self, event: Event, context: Any) -> Event:
        answer = self._chalice(event, context)
        if "Cache-Control" not in answer["headers"]:  # every answer of the edge says how it may be cached
            return self._framework_problem(event, answer)
        return answer

    def _serve(self, route: Route) -> None:
        def view(**path: str) -> Response:
            request = cast("Request", self._chalice.current_request)
            answer = self._edge.answer(route, _request(request.to_original_event(), path))
            return Response(body=answer.body, status_code=int(answer.status), headers=dict(answer.headers))

        self._chalice.route(route.path, methods=[route.method], content_types=["*/*"], name=route.name)(view)

    def _not_from_the_gateway(self, error: NotAProxyEvent) -> Event:
        """Who may invoke the function may send what no gateway makes."""
        logger(self.routes.service).warning("not_a_proxy_event", error=str(error))
        refusal = ValidationFailed(FieldError("", "not_a_proxy_event", "is no event of API Gateway"))
        return _delivered(of_error(refusal, request_id="unknown", base_url=_base_url({})))

    def _framework_problem(self, event: Event, answer: Event) -> Event:
        """Chalice's own refusals in the form of ours."""
        request_id, base_url = _request_id(event), _base_url(event)
        problem: HttpResponse
        if answer["statusCode"] == HTTPStatus.METHOD_NOT_ALLOWED:
            problem = problem_document(
                "method-not-allowed", "This route has no such method.", request_id=request_id, base_url=base_url
            )
        else:
            logger(self.routes.service).error("not_served", status=answer["statusCode"])
            problem = internal_error(request_id=request_id, base_url=base_url)
        return _delivered(problem)


def _delivered(answer: HttpResponse) -> Event:
    return {"statusCode": answer.status, "headers": dict(answer.headers), "body": answer.body}


def _request(event: Event, path: Mapping[str, str]) -> HttpRequest:
    query: Mapping[str, Sequence[str]] = event.get("multiValueQueryStringParameters") or {}
    text = event.get("body") or ""
    return HttpRequest(
        path=path,
        query=query,
        headers=_headers(event),
        body=base64.b64decode(text) if event.get("isBase64Encoded") else text.encode(),
        request_id=_request_id(event),
        base_url=_base_url(event),
        client_address=_client_address(event),
    )


def _headers(event: Event) -> dict[str, str]:
    """By name in lower case."""
    sent: Mapping[str, str] = event.get("headers") or {}
    return {name.lower(): value for name, value in sent.items()}


def _note(current: Span, status: int, route: str) -> None:
    """What the answer says of the work: a 5xx is a fault of ours, a 4xx a refusal."""
    current.attributes |= {"status": status, "route": route}
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current.outcome = "failed"
    elif status >= HTTPStatus.BAD_REQUEST:
        current.outcome = "refused"


def _standard_headers(event: Event, answer: Event) -> Mapping[str, str]:
    """Those of every answer; `CORS_ORIGIN` names the origin of another site whose scripts may read it."""
    return standard_headers(
        answer["headers"].get("Content-Type", ""),
        answer["body"],
        base_url=_base_url(event),
        cors_origin=os.environ.get("CORS_ORIGIN", ""),
    )


def _base_url(event: Event) -> str:
    """The API's public address: `API_URL` where the deployment states one, else the gateway's own."""
    context: Mapping[str, Any] = event.get("requestContext") or {}
    return os.environ.get("API_URL") or f"https://{context.get('domainName')}/{context.get('stage')}"


def _client_address(event: Event) -> str:
    context: Mapping[str, Any] = event.get("requestContext") or {}
    identity: Mapping[str, Any] = context.get("identity") or {}
    return str(identity.get("sourceIp") or "unknown")


def _request_id(event: Event) -> str:
    context: Mapping[str, Any] = event.get("requestContext") or {}
    return str(context.get("requestId") or "unknown")
