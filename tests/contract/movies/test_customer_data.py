"""What Movies holds on a person, on PostgreSQL: told without secrets, and erased, at FCM too."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from fakes.developers import KnownAddresses, MemoryFcm
from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_subscriptions import PostgresSubscriptions
from movies.adapters.postgres_webhooks import PostgresWebhooks
from movies.announcements import ADDED, announce
from movies.movie import Media, Terms
from movies.settings import MoviesSettings
from movies.wiring import Wiring, wire
from videoclub.drivers.postgres import Postgres
from videoclub.errors import ServiceUnavailable
from videoclub.ids import NOBODY, AccountId, CustomerId, MovieId, new_id
from videoclub.values import Text

from .conftest import NOW, SEALING, new_movie

TOPICS = ["movies.added", "movies.archived"]


@dataclass(frozen=True)
class Office:
    """A developer who is an admin as well, and what is held on them."""

    postgres: Postgres
    fcm: MemoryFcm
    wiring: Wiring
    developer: AccountId = field(default_factory=lambda: AccountId(new_id()))

    @property
    def customer_id(self) -> CustomerId:
        return CustomerId(self.developer)

    def subscribe(self, token: str) -> None:
        self.wiring.subscribing.subscribe_token(token, TOPICS, now=NOW, by=self.developer)

    def add_webhook(self) -> str:
        url = f"https://hooks.example.org/{self.developer}"
        return self.wiring.webhooks.add_webhook(url, TOPICS, now=NOW, by=self.developer).secret

    def add_film(self) -> MovieId:
        movie_id, movie = MovieId(new_id()), new_movie()
        messages = announce(ADDED, movie_id, title=movie.title, genres=(), url="https://x.test", now=NOW)
        terms, media = Terms(timedelta(days=30), timedelta(hours=48)), Media("clips/one.mp4", 30)
        PostgresMovies(self.postgres).insert_movie(movie_id, movie, terms, media, messages, by=self.developer, now=NOW)
        return movie_id

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        with self.postgres.transaction() as connection:
            return connection.execute(statement, values).fetchall()  # pyright: ignore


@pytest.fixture
def office(postgres: Postgres) -> Office:
    fcm = MemoryFcm()
    wiring = wire(
        MoviesSettings(database_url=postgres.url, cursor_key="c" * 32, sealing_key="s" * 32),
        fcm=fcm,
        subscriptions=PostgresSubscriptions(postgres, SEALING),
        webhooks=PostgresWebhooks(postgres, SEALING),
        addresses=KnownAddresses(),
    )
    return Office(postgres, fcm, wiring)


def test_a_developer_is_told_all_but_secrets(office: Office):
    # Given
    token = f"token-{new_id()}-{new_id()}"
    office.subscribe(token)
    secret = office.add_webhook()
    movie_id = office.add_film()

    # When
    export: Any = office.wiring.customer_data.export_customer(office.customer_id)

    # Then
    assert [each["topics"] for each in export["subscriptions"]] == [TOPICS]
    assert [each["token_prefix"] for each in export["subscriptions"]] == [token[:12]]
    assert [each["url"] for each in export["webhooks"]] == [f"https://hooks.example.org/{office.developer}"]
    assert [(each["action"], each["movie_id"]) for each in export["catalogue_changes"]] == [("added", movie_id)]
    assert token not in str(export)
    assert secret not in str(export)


def test_a_stranger_is_told_nothing(office: Office):
    export = office.wiring.customer_data.export_customer(office.customer_id)
    assert export == {"subscriptions": [], "webhooks": [], "catalogue_changes": []}


def test_erased_a_developer_is_subscribed_to_nothing_and_changed_nothing_by_name(office: Office):
    # Given more subscriptions than a page has
    tokens = [f"{new_id()}-{new_id()}" for _ in range(101)]
    for token in tokens:
        office.subscribe(token)
    office.add_webhook()
    webhook_id = office.wiring.webhooks.list_webhooks(by=office.developer)[0].id
    movie_id = office.add_film()
    assert office.rows("select 1 from outbox where webhook_id = %s", webhook_id) != []

    # When
    for _ in range(2):
        office.wiring.customer_data.erase_customer(office.customer_id)

    # Then
    assert all(office.fcm.topics[token] == set() for token in tokens)
    assert office.rows("select 1 from subscriptions where developer_id = %s", office.developer) == []
    assert office.rows("select 1 from webhooks where developer_id = %s", office.developer) == []
    assert office.rows("select 1 from outbox where webhook_id = %s", webhook_id) == []
    assert office.rows("select actor from audit_log where movie_id = %s", movie_id) == [{"actor": NOBODY}]


def test_while_fcm_is_away_nothing_counts_as_erased(office: Office):
    # Given
    office.subscribe("a token")
    office.fcm.failures = {TOPICS[0]: "UNAVAILABLE"}

    # When
    with pytest.raises(ServiceUnavailable):
        office.wiring.customer_data.erase_customer(office.customer_id)
    office.fcm.failures = {}
    office.wiring.customer_data.erase_customer(office.customer_id)

    # Then
    assert office.fcm.topics["a token"] == set()


def test_the_newest_films_are_those_on_offer_added_last(stores: Any):
    # Given: later than those of all other tests
    insert: Callable[..., bool] = stores.movies.insert_movie
    later, ids = NOW + timedelta(days=36_500), [MovieId(new_id()) for _ in range(3)]
    terms, media = Terms(timedelta(days=30), timedelta(hours=48)), Media("clips/one.mp4", 30)
    for minute, movie_id in enumerate(ids):
        now = later + timedelta(minutes=minute)
        insert(movie_id, new_movie(Text(en=f"Film {minute}")), terms, media, [], by=None, now=now)
    stores.movies.archive_movie(ids[1], [], by=None, now=later + timedelta(days=1))

    # When
    newest = stores.movies.read_newest(2, later + timedelta(days=2))

    # Then
    assert [movie.id for movie in newest] == [ids[2], ids[0]]
