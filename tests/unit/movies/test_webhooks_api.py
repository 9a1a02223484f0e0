"""Developers name addresses of their own that are told of events."""

from collections.abc import Callable

from movies.notifying import Tally
from movies.webhooks import WEBHOOKS_MAX

from .conftest import HOOK, Developer, Shop, faults


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

    def test_a_receiver_is_tried_with_the_latest_event(
        self,
        shop: Shop,
        developer: Developer,
        another: Developer,
        notify: Callable[..., Tally],
        deliver: Callable[..., Tally],
    ):
        # Given nothing was sent yet, and then two films
        webhook = {"webhook_id": developer.add_webhook().json["id"]}
        before = developer.call("POST", "webhooks/{webhook_id}/deliveries", path=webhook)
        movies = [shop.add().json["id"] for _ in range(2)]
        notify()
        deliver()

        # When
        made = developer.call("POST", "webhooks/{webhook_id}/deliveries", path=webhook)

        # Then it goes out once more, to its owner alone
        assert before.status == 404
        assert (made.status, made.json["state"], made.json["attempts"]) == (202, "waiting", 0)
        assert (made.json["movie_id"], made.json["webhook_id"]) == (movies[1], webhook["webhook_id"])
        assert deliver().sent == 1
        assert another.call("POST", "webhooks/{webhook_id}/deliveries", path=webhook).status == 404

    def test_deleting(self, developer: Developer, another: Developer):
        # Given
        webhook = {"webhook_id": developer.add_webhook().json["id"]}

        # Then another developer's looks like none
        assert another.call("DELETE", "webhooks/{webhook_id}", path=webhook).status == 404
        assert developer.call("DELETE", "webhooks/{webhook_id}", path=webhook).status == 204
        assert developer.call("DELETE", "webhooks/{webhook_id}", path=webhook).status == 404
        assert developer.call("GET", "webhooks").json["items"] == []
