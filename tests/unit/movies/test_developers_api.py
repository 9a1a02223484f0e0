"""What developers ask for: topics, subscriptions, webhooks, and a look at what was sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from fakes.developers import MemoryWebhookOutbox, RecordedReceivers
from gateway import Answer, token
from movies.developer_ports import Failed
from movies.notifying import TOPIC_PATIENCE, WEBHOOK_PATIENCE, Notifier, Tally
from movies.webhooks import WEBHOOKS_MAX
from videoclub.clock import utc_now
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import Shop

DEVICE = "fcmdevice:APA91b-a-token-that-nobody-may-see-whole"
HOOK = "https://hooks.example.org/videoclub"


@dataclass(frozen=True)
class Developer:
    """Somebody who develops."""

    shop: Shop
    token: str

    def call(self, method: str, resource: str, **options: Any) -> Answer:
        return self.shop.call(method, f"/developer/{resource}", token=self.token, **options)

    def subscribe(self, *topics: str, device: str = DEVICE) -> Answer:
        return self.call("POST", "subscriptions", body={"registration_token": device, "topics": topics})

    def unsubscribe(self, subscription_id: str) -> Answer:
        return self.call("DELETE", "subscriptions/{subscription_id}", path={"subscription_id": subscription_id})

    def add_webhook(self, url: str = HOOK, **body: Any) -> Answer:
        return self.call("POST", "webhooks", body={"url": url} | body)

    def notifications(self, **query: str) -> list[dict[str, Any]]:
        return self.call("GET", "notifications", query=query).json["items"]


@pytest.fixture
def developer(shop: Shop) -> Developer:
    return Developer(shop, token(new_id(), Role.CUSTOMER, Role.DEVELOPER))


@pytest.fixture
def another(shop: Shop) -> Developer:
    return Developer(shop, token(new_id(), Role.CUSTOMER, Role.DEVELOPER))


@pytest.fixture
def notify(shop: Shop) -> Callable[..., Tally]:
    """Sends what is due to topics; with these answers first, by topic."""

    def send(**answers: Any) -> Tally:
        receivers = RecordedReceivers({name.replace("_", "."): answer for name, answer in answers.items()})
        notifier = Notifier(shop.outbox, receivers, TOPIC_PATIENCE)
        return notifier.notify(clock=utc_now, deadline=utc_now() + timedelta(minutes=1))

    return send


@pytest.fixture
def deliver(shop: Shop) -> Callable[..., Tally]:
    """Sends what is due to webhooks; with these answers first, by topic."""

    def send(**answers: Any) -> Tally:
        receivers = RecordedReceivers({name.replace("_", "."): answer for name, answer in answers.items()})
        notifier = Notifier(MemoryWebhookOutbox(shop.outbox), receivers, WEBHOOK_PATIENCE)
        return notifier.notify(clock=utc_now, deadline=utc_now() + timedelta(minutes=1))

    return send


def faults(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 400
    assert answer.json["code"] == "validation-error"
    return [(error["pointer"], error["code"]) for error in answer.json["errors"]]


@pytest.mark.parametrize("path", ["topics", "subscriptions", "notifications", "webhooks"])
def test_developers_only(shop: Shop, path: str):
    assert shop.call("GET", f"/developer/{path}").status == 401
    assert shop.call("GET", f"/developer/{path}", token=token(new_id())).status == 403


def test_there_is_a_topic_for_each_event_and_one_for_each_genre(developer: Developer):
    items = developer.call("GET", "topics").json["items"]
    assert [item["name"] for item in items] == [
        "movies.added",
        "movies.archived",
        "movies.restored",
        "movies.price-changed",
        "movies.added.comedy",
        "movies.added.drama",
        "movies.added.horror",
    ]
    assert items[-1] == {"name": "movies.added.horror", "type": "movies.added", "genre": "horror"}


class TestSubscriptions:
    def test_a_token_is_subscribed_through_fcm_and_never_shown(self, shop: Shop, developer: Developer):
        # When
        answer = developer.subscribe("movies.added.drama", "movies.archived")

        # Then
        assert answer.status == 201
        assert answer.headers["location"].endswith(f"/developer/subscriptions/{answer.json['id']}")
        assert shop.fcm.topics[DEVICE] == {"movies.added.drama", "movies.archived"}
        listed = developer.call("GET", "subscriptions")
        assert listed.json["items"] == [{name: answer.json[name] for name in answer.json if name != "failed"}]
        assert listed.json["items"][0]["token_prefix"] == DEVICE[:12]
        assert DEVICE not in answer.text + listed.text

    def test_subscribing_again_adds_topics(self, developer: Developer):
        # Given
        first = developer.subscribe("movies.archived")

        # When
        again = developer.subscribe("movies.added", "movies.added", "movies.archived")

        # Then
        assert (again.status, again.json["id"]) == (200, first.json["id"])
        assert again.json["topics"] == ["movies.added", "movies.archived"]
        assert len(developer.call("GET", "subscriptions").json["items"]) == 1

    def test_topics_that_fcm_did_not_take_are_told(self, shop: Shop, developer: Developer):
        # Given
        shop.fcm.failures["movies.archived"] = "UNAVAILABLE"

        # When
        answer = developer.subscribe("movies.added", "movies.archived")

        # Then
        assert answer.status == 201
        assert answer.json["topics"] == ["movies.added"]
        assert answer.json["failed"] == [{"topic": "movies.archived", "reason": "UNAVAILABLE"}]

    @pytest.mark.parametrize("reason", ["INVALID_ARGUMENT", "NOT_FOUND", "UNREGISTERED", "SENDER_ID_MISMATCH"])
    def test_a_token_that_fcm_refuses(self, shop: Shop, developer: Developer, reason: str):
        shop.fcm.failures |= {"movies.added": reason, "movies.archived": reason}
        answer = developer.subscribe("movies.added", "movies.archived")
        assert faults(answer) == [("/registration_token", "invalid_registration_token")]
        assert developer.call("GET", "subscriptions").json["items"] == []

    def test_fcm_that_takes_nothing_is_unavailable(self, shop: Shop, developer: Developer):
        shop.fcm.failures["movies.added"] = "RESOURCE_EXHAUSTED"
        answer = developer.subscribe("movies.added")
        assert (answer.status, answer.json["code"]) == (503, "service-unavailable")
        assert answer.headers["retry-after"] == "30"

    def test_unknown_topics_are_named(self, developer: Developer):
        answer = developer.subscribe("movies.added", "movies.added.yodelling", "news")
        assert faults(answer) == [("/topics/1", "unknown_topic"), ("/topics/2", "unknown_topic")]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"topics": ["movies.added"]}, "/registration_token"),
            ({"registration_token": "with space", "topics": ["movies.added"]}, "/registration_token"),
            ({"registration_token": "x" * 4097, "topics": ["movies.added"]}, "/registration_token"),
            ({"registration_token": DEVICE, "topics": []}, "/topics"),
            ({"registration_token": DEVICE, "topics": ["a b"]}, "/topics/0"),
        ],
    )
    def test_malformed_requests(self, developer: Developer, body: dict[str, Any], pointer: str):
        answer = developer.call("POST", "subscriptions", body=body)
        assert faults(answer)[0][0] == pointer

    def test_deleting_unsubscribes(self, shop: Shop, developer: Developer):
        # Given
        made = developer.subscribe("movies.added", "movies.archived")

        # When
        answer = developer.unsubscribe(made.json["id"])

        # Then
        assert (answer.status, answer.text) == (204, "")
        assert shop.fcm.topics[DEVICE] == set()
        assert developer.unsubscribe(made.json["id"]).status == 404

    def test_what_another_subscription_of_the_token_keeps_stays(
        self, shop: Shop, developer: Developer, another: Developer
    ):
        # Given
        mine = developer.subscribe("movies.added", "movies.archived")
        another.subscribe("movies.archived")

        # When
        developer.unsubscribe(mine.json["id"])

        # Then
        assert shop.fcm.topics[DEVICE] == {"movies.archived"}

    def test_a_subscription_stays_while_fcm_cannot_be_told(self, shop: Shop, developer: Developer):
        # Given
        made = developer.subscribe("movies.added")
        shop.fcm.failures["movies.added"] = "UNAVAILABLE"

        # When
        answer = developer.unsubscribe(made.json["id"])

        # Then
        assert (answer.status, answer.json["code"]) == (503, "service-unavailable")
        assert len(developer.call("GET", "subscriptions").json["items"]) == 1

    def test_a_token_that_fcm_forgot_can_be_deleted(self, shop: Shop, developer: Developer):
        made = developer.subscribe("movies.added")
        shop.fcm.failures["movies.added"] = "NOT_FOUND"
        assert developer.unsubscribe(made.json["id"]).status == 204

    def test_another_developers_looks_like_none(self, shop: Shop, developer: Developer, another: Developer):
        # Given
        made = developer.subscribe("movies.added")

        # When
        answer = another.unsubscribe(made.json["id"])

        # Then
        assert (answer.status, answer.json["code"]) == (404, "not-found")
        assert another.call("GET", "subscriptions").json["items"] == []
        assert shop.fcm.topics[DEVICE] == {"movies.added"}

    def test_pages(self, developer: Developer, another: Developer):
        # Given
        made = [developer.subscribe("movies.added", device=f"{DEVICE}-{n}").json["id"] for n in range(3)]

        # When
        first = developer.call("GET", "subscriptions", query={"limit": "2"}).json
        cursor = first["next"].rpartition("cursor=")[2]
        second = developer.call("GET", "subscriptions", query={"limit": "2", "cursor": cursor})

        # Then
        assert sorted(item["id"] for item in first["items"] + second.json["items"]) == sorted(made)
        assert "next" not in second.json
        assert faults(another.call("GET", "subscriptions", query={"cursor": cursor})) == [("/cursor", "foreign_cursor")]


class TestWebhooks:
    def test_the_secret_is_shown_once(self, developer: Developer):
        # When
        added = developer.add_webhook(topics=["movies.archived"])

        # Then
        assert added.status == 201
        assert added.json["secret"].startswith("whsec_")
        assert (added.json["url"], added.json["topics"]) == (HOOK, ["movies.archived"])
        listed = developer.call("GET", "webhooks").json["items"]
        assert listed == [{name: added.json[name] for name in added.json if name != "secret"}]

    def test_without_topics_it_is_told_of_every_event(self, developer: Developer):
        added = developer.add_webhook()
        assert added.json["topics"] == ["movies.added", "movies.archived", "movies.restored", "movies.price-changed"]

    def test_an_address_that_may_not_be_called(self, shop: Shop, developer: Developer):
        shop.addresses.refused["https://inner.example.org/"] = "it leads inside"
        assert faults(developer.add_webhook("https://inner.example.org/")) == [("/url", "address_refused")]

    def test_an_unknown_topic(self, developer: Developer):
        assert faults(developer.add_webhook(topics=["news"])) == [("/topics/0", "unknown_topic")]

    def test_one_too_many(self, developer: Developer, another: Developer):
        for _ in range(WEBHOOKS_MAX):
            assert developer.add_webhook().status == 201
        assert faults(developer.add_webhook()) == [("/url", "too_many_webhooks")]
        assert another.add_webhook().status == 201

    def test_deleting(self, developer: Developer, another: Developer):
        # Given
        webhook = {"webhook_id": developer.add_webhook().json["id"]}

        # Then another developer's looks like none
        assert another.call("DELETE", "webhooks/{webhook_id}", path=webhook).status == 404
        assert developer.call("DELETE", "webhooks/{webhook_id}", path=webhook).status == 204
        assert developer.call("DELETE", "webhooks/{webhook_id}", path=webhook).status == 404
        assert developer.call("GET", "webhooks").json["items"] == []


class TestNotifications:
    def test_what_was_sent_is_told_with_fcms_name(self, shop: Shop, developer: Developer, notify: Callable[..., Tally]):
        # Given
        movie_id = shop.add(genres=["horror"]).json["id"]
        assert developer.notifications() == []

        # When
        notify()

        # Then
        latest, earlier = developer.notifications()
        assert [earlier["topic"], latest["topic"]] == ["movies.added", "movies.added.horror"]
        assert latest["event_id"] == earlier["event_id"] == latest["data"]["event_id"]
        assert (latest["movie_id"], latest["state"], latest["attempts"]) == (movie_id, "sent", 1)
        assert latest["message_name"].startswith("projects/test/messages/")
        assert {"sent_at", "occurred_at"} < latest.keys()
        assert {"due_at", "parked_at", "error", "webhook_id", "response"}.isdisjoint(latest)
        assert developer.notifications(topic="movies.added") == [earlier]

    def test_pages(self, shop: Shop, developer: Developer, notify: Callable[..., Tally]):
        # Given
        shop.add(genres=["drama"])
        notify()

        # When
        first = developer.call("GET", "notifications", query={"limit": "1"}).json
        cursor = first["next"].rpartition("cursor=")[2]
        second = developer.call("GET", "notifications", query={"limit": "1", "cursor": cursor}).json

        # Then
        assert [page["items"][0]["topic"] for page in (first, second)] == ["movies.added.drama", "movies.added"]
        assert "next" not in second
        other = developer.call("GET", "notifications", query={"state": "parked", "cursor": cursor})
        assert faults(other) == [("/cursor", "foreign_cursor")]

    def test_what_waits_for_topics_is_for_admins(self, shop: Shop, developer: Developer):
        shop.add(genres=["drama"])
        assert developer.notifications(state="waiting") == []
        assert shop.call("GET", "/notifications", token=developer.token).status == 403
        waiting = shop.call("GET", "/notifications", query={"state": "waiting"}, token=shop.admin)
        assert len(waiting.json["items"]) == 2
        assert "due_at" in waiting.json["items"][0]

    def test_a_parked_one_is_sent_again_by_an_admin(
        self, shop: Shop, developer: Developer, notify: Callable[..., Tally]
    ):
        # Given
        shop.add(genres=["drama"])
        assert notify(movies_added=[Failed("400: no", permanent=True)]) == Tally(sent=1, parked=1)
        [parked] = shop.call("GET", "/notifications", query={"state": "parked"}, token=shop.admin).json["items"]
        assert (parked["topic"], parked["error"]) == ("movies.added", "400: no")
        wakes = shop.relay.wakes

        # When
        retries, which = "/notifications/{notification_id}/retries", {"notification_id": parked["id"]}
        answer = shop.call("POST", retries, path=which, token=shop.admin)

        # Then
        assert (answer.status, answer.json["state"]) == (202, "waiting")
        assert shop.relay.wakes == wakes + 1
        assert notify() == Tally(sent=1)
        assert shop.call("POST", retries, path=which, token=shop.admin).json["code"] == "not-found"
        assert shop.call("POST", retries, path=which, token=developer.token).status == 403

    def test_a_webhooks_own_developer_sees_how_it_goes(
        self, shop: Shop, developer: Developer, another: Developer, deliver: Callable[..., Tally]
    ):
        # Given
        webhook_id = developer.add_webhook(topics=["movies.added", "movies.added.drama"]).json["id"]
        shop.add(genres=["drama"])

        # When the event is on two topics of the webhook, it is sent there once
        assert deliver(movies_added=[Failed("HTTP 500")]) == Tally(failed=1)

        # Then
        [failed] = developer.notifications(state="waiting")
        assert (failed["webhook_id"], failed["error"], failed["attempts"]) == (webhook_id, "HTTP 500", 1)
        assert "message_name" not in failed
        assert another.notifications(state="waiting") == []
