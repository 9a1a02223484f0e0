"""Developers subscribe and are told, through the gateway, by FCM and by webhook."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks import Webhook

from api_client import ApiClient, eventually, problem

OWNER = {"Authorization": "Bearer owner"}  # whom every Firebase emulator lets in


@pytest.fixture(scope="module")
def anyone(platform) -> ApiClient:
    return ApiClient(platform.api_url)


@pytest.fixture(scope="module")
def admin(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["admin"])


@pytest.fixture(scope="module")
def developer(anyone, platform) -> ApiClient:
    return anyone.sign_in(**platform.logins["developer"])


@pytest.fixture
def device() -> str:
    return f"{uuid4()}:APA91bx"


@pytest.fixture
def inbox(platform) -> Callable[..., list[dict[str, Any]]]:
    """What a device got, of one film."""

    def read(device: str, movie_id: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{platform.fcm_inbox_url}/_inbox", params={"token": device}, headers=OWNER)
        data = [message["message"]["data"] for message in answer.json()["messages"]]
        return [one for one in data if one["movie_id"] == movie_id]

    return read


def add_film(admin: ApiClient, genre: str = "horror") -> str:
    price = {"amount": "2.49", "currency": "EUR"}
    film = {"title": {"en": f"Film {uuid4()}"}, "year": 1921, "runtime_min": 60, "genres": [genre], "price": price}
    answer = admin.post("/movies", film)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_topics(developer, anyone):
    names = {topic["name"] for topic in developer.get("/developer/topics").json()["items"]}
    assert {"movies.added", "movies.price-changed", "movies.added.horror"} < names
    assert problem(anyone.get("/developer/topics")) == (401, "unauthenticated")


def test_a_device_is_told_of_the_films_it_subscribed_to(developer, admin, device, inbox):
    # Given
    made = developer.post("/developer/subscriptions", {"registration_token": device, "topics": ["movies.added.horror"]})
    assert made.status_code == 201, made.text

    # When
    comedy, horror = add_film(admin, "comedy"), add_film(admin, "horror")

    # Then
    [told] = eventually(lambda: inbox(device, horror))
    assert told["url"].endswith(f"/movies/{horror}")
    assert inbox(device, comedy) == []

    # When it is over
    itself = f"/developer/subscriptions/{made.json()['id']}"
    assert made.json()["id"] in [one["id"] for one in developer.get("/developer/subscriptions").json()["items"]]
    assert developer.delete(itself).status_code == 204
    assert problem(developer.delete(itself)) == (404, "not-found")


def test_a_token_that_fcm_does_not_take(developer):
    body = {"registration_token": "not-a-token", "topics": ["movies.added"]}
    answer = developer.post("/developer/subscriptions", body)
    assert problem(answer) == (400, "validation-error")
    assert answer.json()["errors"][0]["pointer"] == "/registration_token"


def test_what_was_sent_is_told(developer, admin):
    # Given
    movie_id = add_film(admin)

    # When
    def sent() -> list[dict[str, Any]]:
        items = developer.get("/developer/notifications", params={"topic": "movies.added"}).json()["items"]
        return [item for item in items if item["movie_id"] == movie_id]

    [notification] = eventually(sent)

    # Then
    assert notification["message_name"].startswith("projects/")
    assert notification["attempts"] == 1
    assert notification["data"]["event_id"] == notification["event_id"]


def test_what_fcm_refuses_is_parked_seen_by_admins_and_sent_again(developer, admin, platform):
    # Given a topic that FCM refuses once
    fault = {"kind": "unregistered", "target": "movies.added.western", "count": 1}
    faults = f"{platform.fcm_inbox_url}/_faults"
    httpx.put(faults, json={"faults": [fault]}, headers=OWNER).raise_for_status()
    movie_id = add_film(admin, "western")

    # When
    def parked() -> list[dict[str, Any]]:
        items = admin.get("/notifications", params={"state": "parked"}).json()["items"]
        return [item for item in items if item["movie_id"] == movie_id]

    [notification] = eventually(parked)
    retries = f"/notifications/{notification['id']}/retries"

    # Then
    assert "Unregistered" in notification["error"]
    assert problem(developer.post(retries)) == (403, "forbidden")
    assert problem(developer.get("/notifications")) == (403, "forbidden")
    assert admin.post(retries).status_code == 202
    eventually(lambda: not parked())
    assert problem(admin.post("/notifications/0/retries")) == (404, "not-found")


class TestWebhooks:
    @pytest.fixture
    def receiver(self) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
        """Its URL and what it got; the first request fails."""
        got: list[tuple[dict[str, str], bytes]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(204)
                self.end_headers()

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook", got
        server.shutdown()
        server.server_close()

    def test_an_event_arrives_signed(self, developer, admin, receiver):
        # Given
        url, got = receiver
        added = developer.post("/developer/webhooks", {"url": url, "topics": ["movies.added"]})
        assert added.status_code == 201, added.text

        # When
        movie_id = add_film(admin)

        # Then
        def received() -> list[Any]:
            return [one for one in got if json.loads(one[1])["data"]["movie_id"] == movie_id]

        headers, body = eventually(received)[0]
        event = Webhook(added.json()["secret"]).verify(body, headers)
        assert event["type"] == "movies.added"
        assert headers["webhook-id"] == event["data"]["event_id"]
        listed = developer.get("/developer/webhooks").json()["items"]
        assert "secret" not in next(one for one in listed if one["id"] == added.json()["id"])

        # When the receiver is tried
        itself = f"/developer/webhooks/{added.json()['id']}"
        before = len(got)
        tried = developer.post(f"{itself}/deliveries")
        assert tried.status_code == 202, tried.text
        eventually(lambda: tried.json()["event_id"] in [told["webhook-id"] for told, _ in got[before:]])

        # When it is over
        assert developer.delete(itself).status_code == 204
        assert problem(developer.delete(itself)) == (404, "not-found")

    @pytest.mark.parametrize(
        "url", ["https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "http://example.org/x"]
    )
    def test_an_address_that_leads_inside(self, developer, url):
        answer = developer.post("/developer/webhooks", {"url": url})
        assert problem(answer) == (400, "validation-error")
        assert answer.json()["errors"][0]["pointer"] == "/url"
