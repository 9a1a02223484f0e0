"""What was sent, what waits and what was given up, for those who may see it."""

from collections.abc import Callable

from movies.notifying import Tally
from movies.ports.developers import Failed

from .conftest import Developer, Shop, faults


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
