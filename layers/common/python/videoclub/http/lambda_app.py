"""Serves declared routes as a Lambda handler behind API Gateway. Chalice routes, and is known in this file only."""

import base64
import os
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from chalice.app import Chalice, Request, Response

from videoclub.http.edge import Edge
from videoclub.http.messages import HttpRequest, HttpResponse
from videoclub.http.problem_document import internal_error, problem_document
from videoclub.http.routes import Route, Routes
from videoclub.http.standard_headers import standard_headers
from videoclub.log import bind_request, logger

type Event = dict[str, Any]


class LambdaApp:
    """The handler behind the gateway: `app(event, context)`. Every error answer it gives is a problem document."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self._edge = Edge(routes)
        self._chalice = Chalice(app_name=routes.service, configure_logs=False)
        for route in routes.declared:
            self._serve(route)

    def __call__(self, event: Event, context: Any) -> Event:
        request_id = _request_id(event)
        bind_request(request_id=request_id, route=f"{event.get('httpMethod')} {event.get('resource')}")
        answer = self._chalice(event, context)
        if "Cache-Control" not in answer["headers"]:  # every answer of the edge says how it may be cached
            answer = self._framework_problem(event, answer)
        return answer | {
            "headers": {**_standard_headers(event, answer), **answer["headers"], "X-Request-Id": request_id}
        }

    def _serve(self, route: Route) -> None:
        def view(**path: str) -> Response:
            request = cast("Request", self._chalice.current_request)
            answer = self._edge.answer(route, _request(request.to_original_event(), path))
            return Response(body=answer.body, status_code=int(answer.status), headers=dict(answer.headers))

        self._chalice.route(route.path, methods=[route.method], content_types=["*/*"], name=route.name)(view)

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
        return {"statusCode": problem.status, "headers": dict(problem.headers), "body": problem.body}


def _request(event: Event, path: Mapping[str, str]) -> HttpRequest:
    headers: Mapping[str, str] = event.get("headers") or {}
    query: Mapping[str, Sequence[str]] = event.get("multiValueQueryStringParameters") or {}
    text = event.get("body") or ""
    return HttpRequest(
        path=path,
        query=query,
        headers={name.lower(): value for name, value in headers.items()},
        body=base64.b64decode(text) if event.get("isBase64Encoded") else text.encode(),
        request_id=_request_id(event),
        base_url=_base_url(event),
        client_address=_client_address(event),
    )


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
