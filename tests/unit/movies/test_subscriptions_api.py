"""Developers subscribe registration tokens to topics, through FCM."""

from typing import Any

import pytest

from gateway import token
from videoclub.ids import new_id

from .conftest import DEVICE, Developer, Shop, faults


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
