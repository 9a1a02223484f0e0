"""Limits of requests at the edge: who is counted as whom, what clients are told, and what happens without a store."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from authorization_callers import KEYS, key_verifier
from fakes.requests import MemoryRequests
from gateway import call, token, verifier_of_test_tokens
from videoclub.http import ANYONE, AnswerModel, Call, NoBody, NoQuery, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.identity import Role
from videoclub.rate_limiter import RateLimitSettings, rate_limiter
from videoclub.rate_limits import RateLimiter

LIMITS = RateLimitSettings(
    requests_per_account=2,
    requests_per_key=3,
    requests_per_address=4,
    sign_ins_per_address=1,
    sign_ups_per_address=2,
).limits


class NameAnswer(AnswerModel):
    name: str


@pytest.fixture
def counter() -> MemoryRequests:
    return MemoryRequests()


@pytest.fixture
def app(counter) -> LambdaApp:
    routes = Routes("movies", verifier_of_test_tokens, key_verifier, limiter=lambda _: RateLimiter(counter, LIMITS))

    @routes.route("GET", "/name", who=ANYONE, answer=NameAnswer)
    def read_name(call: Call[NoQuery, NoBody]) -> Reply[NameAnswer]:
        """Read a name."""
        return Reply(NameAnswer(name="kite"))

    @routes.route("GET", "/own", who=Role.CUSTOMER, answer=NameAnswer)
    def read_own(call: Call[NoQuery, NoBody]) -> Reply[NameAnswer]:
        """Read one's own."""
        return Reply(NameAnswer(name="mine"))

    @routes.route("POST", "/sessions", who=ANYONE, answer=NameAnswer, status=201, guard="sign-in")
    def sign_in(call: Call[NoQuery, NoBody]) -> Reply[NameAnswer]:
        """Sign in."""
        return Reply(NameAnswer(name="ana"))

    return LambdaApp(routes)


@pytest.fixture(autouse=True)
def at_the_beginning_of_a_minute(app):
    app._edge = replace(app._edge, clock=lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))


def statuses(app, times, *request, **options):
    return [call(app, *request, **options).status for _ in range(times)]


def test_an_account_is_told_what_is_left_and_then_to_wait(app):
    first, second, third = (call(app, "GET", "/name", token=token("ana")) for _ in range(3))
    assert first.headers["ratelimit-policy"] == '"account";q=2;w=60'
    assert [answer.headers["ratelimit"] for answer in (first, second)] == ['"account";r=1;t=60', '"account";r=0;t=90']
    assert (third.status, third.json["code"], third.json["violated_policies"]) == (429, "quota-exceeded", ["account"])
    assert third.headers["retry-after"] == "90"
    assert third.headers["ratelimit"] == '"account";r=0;t=90'


def test_accounts_keys_and_addresses_are_counted_apart(app):
    assert statuses(app, 3, "GET", "/name", token=token("ana")) == [200, 200, 429]
    assert statuses(app, 3, "GET", "/name", token=token("bob")) == [200, 200, 429]
    key = {"X-Api-Key": KEYS["key of all scopes"].text}
    assert statuses(app, 4, "GET", "/name", headers=key) == [200, 200, 200, 429]
    assert statuses(app, 5, "GET", "/name") == [200, 200, 200, 200, 429]


def test_credentials_that_are_not_valid_count_against_the_address(app):
    assert statuses(app, 5, "GET", "/own", headers={"Authorization": "Bearer guess"}) == [401] * 4 + [429]


def test_what_is_tried_in_somebodys_name_has_a_limit_of_its_own(app):
    first, second = (call(app, "POST", "/sessions", token=token("ana")) for _ in range(2))
    assert (first.status, second.status) == (201, 429)
    assert second.json["violated_policies"] == ["sign-in"]
    assert second.headers["ratelimit-policy"] == '"address";q=4;w=60, "sign-in";q=1;w=60'
    assert call(app, "GET", "/name").status == 200


def test_without_a_store_all_pass_but_those_who_sign_in(app, counter):
    counter.is_down = True
    answer = call(app, "GET", "/name")
    assert (answer.status, "ratelimit" in answer.headers) == (200, False)
    assert statuses(app, 3, "GET", "/own", token=token("ana")) == [200] * 3
    refused = call(app, "POST", "/sessions")
    assert (refused.status, refused.json["code"]) == (503, "service-unavailable")
    assert refused.headers["retry-after"]


def test_a_service_without_redis_does_not_limit(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.delenv("SECRET_ID", raising=False)
    assert rate_limiter("stats of a test") is None
