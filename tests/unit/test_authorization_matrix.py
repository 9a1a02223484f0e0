"""Every route of every service for everybody who may call: rows come from the routes' own declarations.

The functions below the routes are left out: what is held here is who reaches them.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from authorization_callers import CALLERS, Caller, key_verifier
from gateway import call, verifier_of_test_tokens
from videoclub.api_keys import SCOPES, scope_of
from videoclub.http import ANYONE, NoAnswer, Reply, Route, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub_local.api_pages import service_routes

REACHED: dict[str, Any] = {
    "status": 226,
    "answer": NoAnswer,
    "also": {},
    "answer_also_as": (),
    "function": lambda _: Reply(),
}
"""In the place of what a route does."""
REFUSALS = {401: "unauthenticated", 403: "forbidden"}
ROUTES = [(routes.service, route) for routes in service_routes() for route in routes.declared]


@cache
def doorway(service: str) -> LambdaApp:
    """The service's own routes, without what is behind them."""
    declared = next(routes.declared for routes in service_routes() if routes.service == service)
    reached = [replace(route, **REACHED) for route in declared]
    return LambdaApp(Routes(service, verifier_of_test_tokens, key_verifier, reached))


@pytest.mark.parametrize(("service", "route"), ROUTES, ids=[f"{route.method} {route.path}" for _, route in ROUTES])
def test_a_route_serves_whom_its_declaration_names(service: str, route: Route):
    outcomes = {caller.name: outcome(service, route, caller) for caller in CALLERS}
    assert outcomes == {caller.name: caller.expected(route, scope_of(service, route.method)) for caller in CALLERS}


def outcome(service: str, route: Route, caller: Caller) -> object:
    path = {name: "x" for name in route.path.split("/") if name.startswith("{")}
    answer = call(
        doorway(service),
        route.method,
        route.path,
        path={name.strip("{}"): value for name, value in path.items()},
        headers={"Content-Type": route.media_type, "If-Match": "*", "Idempotency-Key": "x", **caller.headers},
        body="{}",
    )
    if answer.status in REFUSALS:
        assert answer.json["code"] == REFUSALS[answer.status]
        return answer.status
    assert answer.status in (226, 400)  # reached, or its body looked at
    return "served"


def test_the_scopes_are_those_of_the_routes():
    needed = {scope_of(service, route.method) for service, route in ROUTES}
    assert set(SCOPES) == needed - {"users:write"}


def test_the_routes_for_anyone_are_few_and_named():
    # A route opened to everybody by mistake is seen here
    assert {f"{route.method} {route.path}" for _, route in ROUTES if route.who == ANYONE} == {
        "GET /genres",
        "GET /health",
        "GET /movies",
        "GET /movies/{movie_id}",
        "GET /movies/{movie_id}/similar",
        "GET /movies/{movie_id}/watching",
        "GET /people",
        "GET /people/{person_id}",
        "GET /trending",
        "POST /accounts",
        "POST /accounts/verifications",
        "POST /password-resets",
        "POST /sessions",
        "POST /sessions/refresh",
        "PUT /password-resets/{token}",
    }
