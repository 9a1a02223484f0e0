"""The inbox by HTTP, by server-sent events and as a page."""

import json
import re

import httpx
import pytest

from fcm_emulator.inbox import DEFAULT_CAPACITY

SEND = "/v1/projects/demo/messages:send"


def send(client: httpx.Client, topic: str, **data: str) -> int:
    response = client.post(SEND, json={"message": {"topic": topic, "data": data}})
    return int(response.raise_for_status().json()["name"].rpartition("/")[2])


def events(response: httpx.Response):
    """The `id` and the parsed data of each event."""
    event_id = 0
    for line in response.iter_lines():
        if line.startswith("id: "):
            event_id = int(line.removeprefix("id: "))
        if line.startswith("data: "):
            yield event_id, json.loads(line.removeprefix("data: "))


def test_messages_are_listed_in_order_from_a_point_on(client, topic):
    # Given
    ids = [send(client, topic, n=str(n)) for n in range(3)]

    # Then
    listed = client.get("/_inbox", params={"topic": topic, "since": ids[0]}).json()["messages"]
    assert [message["id"] for message in listed] == ids[1:]


@pytest.mark.parametrize("since", ["-1", "now", "1.5"])
def test_a_point_that_is_no_id_is_refused(client, since):
    response = client.get("/_inbox", params={"since": since})

    assert response.status_code == 400
    assert "since must be the id of a message" in response.json()["error"]["message"]


def test_the_stream_gives_what_was_sent_and_what_is_sent_later(client, topic):
    # Given
    first = send(client, topic)

    # When
    with client.stream("GET", "/_inbox/stream", params={"topic": topic}) as response:
        assert response.headers["content-type"] == "text/event-stream"
        received = events(response)
        assert next(received)[0] == first
        send(client, f"{topic}.other")
        second = send(client, topic, movie_id="nosferatu-1922")

        # Then
        event_id, delivery = next(received)
    assert (event_id, delivery["id"]) == (second, second)
    assert delivery["message"]["data"] == {"movie_id": "nosferatu-1922"}


def test_a_client_that_comes_back_goes_on_where_it_stopped(client, topic):
    # Given
    ids = [send(client, topic) for _ in range(2)]

    # When
    headers = {"Last-Event-ID": str(ids[0])}
    with client.stream("GET", "/_inbox/stream", params={"topic": topic}, headers=headers) as response:
        # Then
        assert next(events(response))[0] == ids[1]


def test_the_inbox_is_bounded_and_can_be_emptied(start_emulator):
    # Given
    with start_emulator("--inbox-size", "3").client() as client:
        ids = [send(client, "t") for _ in range(5)]

        # Then
        assert [message["id"] for message in client.get("/_inbox").json()["messages"]] == ids[-3:]
        assert client.get("/_health").json() == {"status": "ok", "messages": 3, "subscriptions": 0}
        assert client.delete("/_inbox").status_code == 204
        assert client.get("/_inbox").json() == {"messages": []}
    assert DEFAULT_CAPACITY == 1000


def test_the_page_asks_nothing_of_other_hosts(client):
    # When
    page = client.get("/")

    # Then
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    linked = re.findall(r'(?:src|href)="(/[^"_]*)"', page.text)
    assert sorted(linked) == ["/inbox.css", "/inbox.js"]
    assert all(client.get(path).status_code == 200 for path in linked)
    sources = page.text + "".join(client.get(path).text for path in linked)
    assert "//" not in re.sub(r"^\s*//.*$|\s// .*$", "", sources, flags=re.MULTILINE)
