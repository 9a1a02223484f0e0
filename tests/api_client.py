"""The API as a client sees it, for the tests that go through the gateway."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from canaries import canary
from videoclub_local.fuzz.description import api_description

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Enough for plain http. To read the public ones for each call would cost 30 ms."""
SETTLE_TIMEOUT_S = 30
POLL_EVERY_S = 0.1


@dataclass(frozen=True)
class ApiClient:
    """Somebody who calls the API at `base_url`; anonymous without a token."""

    base_url: str
    token: str | None = None
    verify: ssl.SSLContext = NO_AUTHORITIES

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        """Any request; the answer, whatever its status, must be one that the API's document describes."""
        sent = ({"Authorization": f"Bearer {self.token}"} if self.token else {}) | (headers or {})
        answer = httpx.request(
            method, self.base_url + path, headers=sent, verify=self.verify, timeout=SETTLE_TIMEOUT_S, **options
        )
        described = path.partition("?")[0]
        api_description().check(method, described, answer.status_code, answer.headers, answer.text)
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET."""
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """POST with a JSON body."""
        return self.call("POST", path, json=body, **options)

    def put(self, path: str, body: Any, **options: Any) -> httpx.Response:
        """PUT with a JSON body."""
        return self.call("PUT", path, json=body, **options)

    def delete(self, path: str) -> httpx.Response:
        """DELETE."""
        return self.call("DELETE", path)

    def sign_in(self, email: str, password: str) -> "ApiClient":
        """The same client, signed in."""
        answer = self.post("/sessions", {"email": email, "password": password})
        assert answer.status_code == 201, answer.text
        return ApiClient(self.base_url, answer.json()["access_token"], self.verify)

    def new_account(self) -> dict[str, str]:
        """E-mail and password of a customer of this test's own."""
        credentials = {"email": f"{canary()}@example.org", "password": canary()}
        answer = self.post("/accounts", credentials | {"display_name": canary(), "locale": "en"})
        assert answer.status_code == 201, answer.text
        return credentials

    def sign_up(self) -> "ApiClient":
        """A customer of this test's own, signed in."""
        return self.sign_in(**self.new_account())

    def rent(self, movie_id: str, *, key: str | None = None, **body: Any) -> httpx.Response:
        """Rent a film."""
        body = {"movie_id": movie_id, "payment_method": "test-ok"} | body
        return self.post("/rentals", body, headers={"Idempotency-Key": key or str(uuid4())})

    def find_movie(self, words: str) -> dict[str, Any]:
        """The first film found by these words."""
        return self.get("/movies", params={"q": words}).json()["items"][0]


def eventually[Result](ask: Callable[[], Result | None], *, timeout_s: float = SETTLE_TIMEOUT_S) -> Result:
    """What `ask` gives once it gives something; fails after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while True:
        result = ask()
        if result:
            return result
        assert time.monotonic() < deadline, f"nothing came of {ask} within {timeout_s} s"
        time.sleep(POLL_EVERY_S)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and slug of an error answer, which must be a problem document."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    document = answer.json()
    assert document["status"] == answer.status_code
    assert document["type"].endswith(f"/problems/{document['code']}")
    assert document["instance"] == answer.headers["x-request-id"]
    return answer.status_code, document["code"]
