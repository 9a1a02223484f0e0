"""What developers subscribed to and what was sent: each port on its fake and on PostgreSQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from fakes.developers import (
    MemoryNotifications,
    MemoryOutbox,
    MemorySubscriptions,
    MemoryWebhookOutbox,
    MemoryWebhooks,
)
from fakes.movies import MemoryMovies
from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_notifications import PostgresNotifications
from movies.adapters.postgres_outbox import PostgresOutbox
from movies.adapters.postgres_subscriptions import PostgresSubscriptions
from movies.adapters.postgres_webhooks import PostgresWebhooks
from movies.announcements import ADDED, ARCHIVED, announce, announce_price
from movies.ports.developers import (
    DueMessage,
    Endpoint,
    Leaving,
    Notification,
    NotificationStore,
    Outbox,
    Settlement,
    State,
    Subscription,
    SubscriptionStore,
    Webhook,
    WebhookStore,
)
from movies.ports.movies import MovieStore
from videoclub.drivers.postgres import Postgres
from videoclub.ids import AccountId, MovieId, new_id
from videoclub.values import Money, Text

from .conftest import NOW, SEALING, insert, new_movie

BATCH = 1000
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Stores:
    movies: MovieStore
    topics: Outbox
    webhook_messages: Outbox
    notifications: NotificationStore
    subscriptions: SubscriptionStore
    webhooks: WebhookStore

    def add_film(self, *genres: str) -> MovieId:
        """A film that is announced, on the topics of its genres too."""
        movie_id = MovieId(new_id())
        title = Text(en="The Kid")
        messages = announce(ADDED, movie_id, title=title, genres=genres, url="https://x.test", now=NOW)
        return insert(self.movies, new_movie(genres=genres or ("comedy",)), *messages, movie_id=movie_id)

    def add_webhook(self, *topics: str, developer: str | None = None, limit: int = 10) -> Webhook:
        webhook_id = new_id()
        url = f"https://hooks.example.org/{webhook_id}"
        webhook = Webhook(webhook_id, AccountId(developer or new_id()), url, topics, NOW)
        assert self.webhooks.insert_webhook(webhook, SECRET, limit)
        return webhook

    def find(
        self, movie_id: MovieId, state: State, developer_id: str | None = None, topic: str | None = None
    ) -> list[Notification]:
        """The notifications of a film: to topics or, for a developer, to webhooks."""
        developer = AccountId(developer_id) if developer_id else None
        found = self.notifications.read_notifications(
            state, topic=topic, developer_id=developer, after=None, limit=BATCH
        )
        own = [one for one in found.notifications if one.message.movie_id == movie_id]
        return [one for one in own if bool(one.webhook_id) == bool(developer_id)]


@pytest.fixture(params=["fake", "postgres"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "postgres":
        postgres: Postgres = request.getfixturevalue("postgres")
        return Stores(
            PostgresMovies(postgres),
            PostgresOutbox(postgres, "topics", SEALING),
            PostgresOutbox(postgres, "webhooks", SEALING),
            PostgresNotifications(postgres),
            PostgresSubscriptions(postgres, SEALING),
            PostgresWebhooks(postgres, SEALING),
        )
    outbox = MemoryOutbox()
    return Stores(
        MemoryMovies(outbox),
        outbox,
        MemoryWebhookOutbox(outbox),
        MemoryNotifications(outbox),
        MemorySubscriptions(),
        MemoryWebhooks(outbox),
    )


def settling(
    movie_id: MovieId, seen: list[DueMessage], **settled: object
) -> Callable[[list[DueMessage]], list[Settlement]]:
    """Settles the messages of one film so, and leaves others as they are, for other tests share the table."""

    def attempt(due: list[DueMessage]) -> list[Settlement]:
        own = [one for one in due if one.message.movie_id == movie_id]
        seen.extend(own)
        return [Settlement(one, LATER, **settled) for one in own]  # pyright: ignore[reportArgumentType]

    return attempt


class TestSubscriptionStore:
    def subscription(self, *topics: str, developer: str | None = None, minutes: int = 0) -> Subscription:
        at = NOW + timedelta(minutes=minutes)
        return Subscription(new_id(), AccountId(developer or new_id()), "prefix", topics, at)

    def test_a_token_is_kept_once_and_its_topics_grow(self, stores: Stores):
        # Given
        device, first = new_id(), self.subscription("b", "a")
        again = self.subscription("c", "b", developer=first.developer_id)

        # When
        made = stores.subscriptions.save_subscription(first, device)
        grown = stores.subscriptions.save_subscription(again, device)

        # Then
        assert (made.is_new, made.subscription.topics) == (True, ("a", "b"))
        assert (grown.is_new, grown.subscription.topics) == (False, ("a", "b", "c"))
        assert stores.subscriptions.read_subscriptions(first.developer_id, None, 10) == [grown.subscription]

    def test_leaving_gives_the_token_back_and_what_nobody_else_keeps(self, stores: Stores):
        # Given
        device, mine, other = new_id(), self.subscription("a", "b"), self.subscription("b")
        for subscription in (mine, other):
            stores.subscriptions.save_subscription(subscription, device)
        stores.subscriptions.save_subscription(self.subscription("a"), new_id())

        # When / Then
        assert stores.subscriptions.read_leaving(mine.id, mine.developer_id) == Leaving(device, ("a",))
        assert stores.subscriptions.read_leaving(other.id, other.developer_id) == Leaving(device, ())

    def test_only_the_developers_own_is_found_or_deleted(self, stores: Stores):
        # Given
        mine, stranger = self.subscription("a"), AccountId(new_id())
        stores.subscriptions.save_subscription(mine, new_id())

        # When
        stores.subscriptions.delete_subscription(mine.id, stranger)

        # Then
        assert stores.subscriptions.read_leaving(mine.id, stranger) is None
        assert stores.subscriptions.read_leaving("no-id", mine.developer_id) is None
        assert stores.subscriptions.read_leaving(mine.id, mine.developer_id)
        stores.subscriptions.delete_subscription(mine.id, mine.developer_id)
        assert stores.subscriptions.read_leaving(mine.id, mine.developer_id) is None

    def test_pages_follow_each_other(self, stores: Stores):
        # Given
        developer = new_id()
        made = [self.subscription("a", developer=developer, minutes=n // 2) for n in range(4)]
        for subscription in made:
            stores.subscriptions.save_subscription(subscription, new_id())

        # When
        first = stores.subscriptions.read_subscriptions(AccountId(developer), None, 3)
        after = [first[-1].created_at.isoformat(), first[-1].id]
        rest = stores.subscriptions.read_subscriptions(AccountId(developer), after, 3)

        # Then
        assert [one.id for one in first + rest] == [
            one.id for one in sorted(made, key=lambda one: (one.created_at, one.id))
        ]


class TestWebhookStore:
    def test_a_developer_has_their_own_up_to_the_limit(self, stores: Stores):
        # Given
        webhook = stores.add_webhook("movies.added", limit=1)
        second = Webhook(new_id(), webhook.developer_id, "https://x.example.org/", ("movies.added",), NOW)

        # When / Then
        assert not stores.webhooks.insert_webhook(second, SECRET, 1)
        assert stores.webhooks.read_webhooks(webhook.developer_id) == [webhook]
        assert not stores.webhooks.delete_webhook(webhook.id, AccountId(new_id()))
        assert not stores.webhooks.delete_webhook("no-id", webhook.developer_id)
        assert stores.webhooks.delete_webhook(webhook.id, webhook.developer_id)
        assert stores.webhooks.read_webhooks(webhook.developer_id) == []

    def test_an_event_goes_once_to_each_webhook_of_its_topics(self, stores: Stores):
        # Given
        both = stores.add_webhook("movies.added", "movies.added.drama")
        stores.add_webhook("movies.archived")
        seen: list[DueMessage] = []

        # When
        movie_id = stores.add_film("drama")
        stores.webhook_messages.settle_due(LATER, BATCH, settling(movie_id, seen, receipt="HTTP 204"))

        # Then
        assert [one.endpoint for one in seen].count(Endpoint(both.url, SECRET)) == 1
        assert [one.receipt for one in stores.find(movie_id, "sent", both.developer_id)] == ["HTTP 204"]

    def test_what_waits_for_a_webhook_goes_with_it(self, stores: Stores):
        # Given
        webhook = stores.add_webhook("movies.added")
        movie_id = stores.add_film()
        seen: list[DueMessage] = []

        # When
        stores.webhooks.delete_webhook(webhook.id, webhook.developer_id)
        stores.webhook_messages.settle_due(LATER, BATCH, settling(movie_id, seen, receipt="HTTP 204"))

        # Then
        assert Endpoint(webhook.url, SECRET) not in [one.endpoint for one in seen]

    def test_a_price_to_come_reaches_a_webhook_added_meanwhile(self, stores: Stores):
        # Given
        movie_id, effect, seen = MovieId(new_id()), NOW + timedelta(days=30), list[DueMessage]()
        prices = {"old": Money.eur("3.99"), "new": Money.eur("2.99"), "valid_from": effect}
        messages = announce_price(new_id(), movie_id, title=Text(en="The Kid"), url="https://x.test", **prices)
        insert(stores.movies, new_movie(), *messages, movie_id=movie_id)

        # When
        webhook = stores.add_webhook("movies.price-changed")
        early = stores.webhook_messages.settle_due(LATER, BATCH, settling(movie_id, seen, receipt="HTTP 204"))
        stores.webhook_messages.settle_due(effect, BATCH, settling(movie_id, seen, receipt="HTTP 204"))

        # Then
        assert early == []
        assert [one.endpoint for one in seen].count(Endpoint(webhook.url, SECRET)) == 1


class TestNotificationStore:
    def test_a_message_is_found_by_its_state(self, stores: Stores):
        # Given
        movie_id, seen = stores.add_film("drama"), list[DueMessage]()
        states: tuple[State, ...] = ("waiting", "sent", "parked")

        # When
        before = [len(stores.find(movie_id, state)) for state in states]
        stores.topics.settle_due(LATER, BATCH, settling(movie_id, seen, receipt="projects/p/messages/1"))

        # Then
        assert before == [2, 0, 0]
        assert [len(stores.find(movie_id, state)) for state in states] == [0, 2, 0]
        [sent] = stores.find(movie_id, "sent", topic="movies.added.drama")
        assert (sent.attempts, sent.sent_at, sent.receipt) == (1, LATER, "projects/p/messages/1")

    def test_a_parked_message_is_due_again_once(self, stores: Stores):
        # Given
        movie_id, seen = stores.add_film(), list[DueMessage]()
        stores.topics.settle_due(LATER, BATCH, settling(movie_id, seen, error="400"))
        [parked] = stores.find(movie_id, "parked")

        # When
        retried = stores.notifications.retry_notification(parked.id, LATER)
        again = stores.notifications.retry_notification(parked.id, LATER)

        # Then
        assert (parked.error, parked.parked_at) == ("400", LATER)
        assert retried
        assert (retried.state, retried.attempts, again) == ("waiting", 0, None)
        stores.topics.settle_due(LATER, BATCH, settling(movie_id, seen, receipt="projects/p/messages/1"))
        assert [one.attempts for one in seen] == [0, 0]

    @pytest.mark.parametrize("notification_id", ["0", "nothing", "9" * 40, "-1", "²"])
    def test_no_other_id_is_retried(self, stores: Stores, notification_id: str):
        assert stores.notifications.retry_notification(notification_id, NOW) is None

    def test_the_latest_event_of_its_topics_is_due_at_a_webhook_again_and_again(self, stores: Stores):
        # Given an event that was sent to topics, and then a webhook
        movie_id, seen = stores.add_film(), list[DueMessage]()
        stores.topics.settle_due(LATER, BATCH, settling(movie_id, seen, receipt="projects/p/messages/1"))
        webhook = stores.add_webhook("movies.added")
        other, latest = stores.add_webhook("movies.restored"), stores.notifications.make_latest_due

        # When
        made = [latest(webhook.id, webhook.developer_id, LATER)]
        assert made[0]
        event = made[0].message
        stores.webhook_messages.settle_due(LATER, BATCH, settling(event.movie_id, seen, error="HTTP 500"))
        made.append(latest(webhook.id, webhook.developer_id, LATER))

        # Then it is one event and one row, as if never tried
        assert made[1]
        assert (made[1].id, made[1].message) == (made[0].id, event)
        assert [(one.state, one.attempts, one.error, one.webhook_id) for one in made if one] == [
            ("waiting", 0, None, webhook.id)
        ] * 2
        assert event.topic == "movies.added"
        assert latest(webhook.id, other.developer_id, LATER) is None
        assert latest("nothing", webhook.developer_id, LATER) is None

    def test_a_developer_sees_what_is_public_and_their_own(self, stores: Stores):
        # Given
        mine = stores.add_webhook("movies.added")
        stores.add_webhook("movies.added")
        movie_id, seen = stores.add_film(), list[DueMessage]()
        untried = stores.find(movie_id, "waiting", mine.developer_id)

        # When
        pause = LATER + timedelta(minutes=1)
        stores.webhook_messages.settle_due(LATER, BATCH, settling(movie_id, seen, error="HTTP 500", due_at=pause))

        # Then
        assert untried == []
        [failed] = stores.find(movie_id, "waiting", mine.developer_id)
        assert (failed.webhook_id, failed.error, failed.due_at) == (mine.id, "HTTP 500", pause)

    def test_pages_follow_each_other(self, stores: Stores):
        # Given
        topic = f"movies.test.{new_id()}"
        movie_id = MovieId(new_id())
        [one] = announce(ARCHIVED, movie_id, title=Text(en="x"), genres=(), url="https://x.test", now=NOW)
        messages = [
            type(one)(new_id(), topic, one.type, movie_id, NOW, one.data)  # pyright: ignore[reportArgumentType]
            for _ in range(5)
        ]
        insert(stores.movies, new_movie(), *messages, movie_id=movie_id)
        pages, after = list[Notification](), None

        # When
        while True:
            page = stores.notifications.read_notifications(
                "waiting", topic=topic, developer_id=None, after=after, limit=2
            )
            pages += page.notifications
            if not page.has_more:
                break
            after = page.positions[-1]

        # Then
        assert [int(one.id) for one in pages] == sorted((int(one.id) for one in pages), reverse=True)
        assert {one.message.event_id for one in pages} == {message.event_id for message in messages}
