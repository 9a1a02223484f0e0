"""The projection of rentals: the same from events, in any order, and read anew; in memory and in PostgreSQL."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fakes.projection import MemoryProjection, ShopServices
from users.account import Credentials
from users.adapters.postgres_accounts import PostgresAccounts
from users.adapters.postgres_customers import PostgresCustomers
from users.adapters.postgres_rebuilds import PostgresRebuilds
from users.adapters.postgres_rental_facts import PostgresRentalFacts
from users.customer import Activity
from users.projecting import Projecting
from videoclub.contracts.rental import RentalFact
from videoclub.drivers.postgres import Postgres
from videoclub.events import AnyRentalEvent, RentalCancelled, RentalCreated, RentalStarted, RentalWatched
from videoclub.ids import NOBODY, AccountId, CustomerId, EventId, MovieId, RentalId, new_id
from videoclub.values import Money

from .test_stores import somebody

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
SIGNED_UP = datetime(2026, 11, 1, tzinfo=UTC)
PRICE = Money.eur("2.49")


@dataclass
class Shop:
    """Rental and Movies, and what Users keeps of them."""

    projecting: Projecting
    services: ShopServices
    sign_up: Callable[[], CustomerId]
    activity_of: Callable[[CustomerId], Activity]

    def rebuild(self, since: datetime | None = None, *, minutes: float = 10) -> Any:
        clock = iter(lambda: NOW, None)
        deadline = NOW + timedelta(minutes=minutes)
        return self.projecting.rebuild(since and since.date(), clock=lambda: next(clock), deadline=deadline)


@pytest.fixture(params=["memory", "postgres"])
def shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    services = ShopServices()
    if request.param == "memory":
        kept = MemoryProjection()

        def join() -> CustomerId:
            customer_id = CustomerId(new_id())
            kept.customers.add(customer_id)
            return customer_id

        yield Shop(Projecting(kept, kept, services), services, join, kept.activity_of)
        return
    postgres = Postgres(request.getfixturevalue("own_database"))
    customers = PostgresCustomers(postgres)

    def sign_up() -> CustomerId:
        who = somebody()
        account = replace(who.account, created_at=SIGNED_UP)
        PostgresAccounts(postgres).insert_accounts([Credentials(account, None)])
        return CustomerId(account.id)

    def activity_of(customer_id: CustomerId) -> Activity:
        found = customers.find_customer(AccountId(customer_id))
        assert found
        return found.activity

    yield Shop(
        Projecting(PostgresRentalFacts(postgres), PostgresRebuilds(postgres), services), services, sign_up, activity_of
    )
    postgres.close()


@dataclass
class Story:
    """A rental and what Rental tells of it."""

    customer_id: CustomerId
    movie_id: MovieId
    at: datetime = NOW - timedelta(days=1)
    price: Money = PRICE
    cancelled: bool = False

    def __post_init__(self) -> None:
        self.id = RentalId(new_id())

    @property
    def fact(self) -> RentalFact:
        return RentalFact(
            rental_id=self.id,
            customer_id=self.customer_id,
            movie_id=self.movie_id,
            price=self.price,
            rented_at=self.at,
            cancelled_at=self.at + timedelta(minutes=5) if self.cancelled else None,
        )

    @property
    def events(self) -> list[AnyRentalEvent]:
        def common(after: timedelta) -> dict[str, Any]:
            return {
                "event_id": EventId(new_id()),
                "occurred_at": self.at + after,
                "rental_id": self.id,
                "customer_id": self.customer_id,
                "movie_id": self.movie_id,
            }

        created = RentalCreated(price=self.price, **common(timedelta()))
        if self.cancelled:
            return [created, RentalCancelled(**common(timedelta(minutes=5)))]
        watched = RentalWatched(position_s=9, duration_s=10, watched_s=9, **common(timedelta(hours=2)))
        return [created, RentalStarted(**common(timedelta(hours=1))), watched]


def film(shop: Shop, *genres: str) -> MovieId:
    movie_id = MovieId(new_id())
    shop.services.genres[movie_id] = list(genres)
    return movie_id


def test_what_a_customer_rented_is_counted(shop: Shop):
    # Given
    customer, horror, comedy = shop.sign_up(), film(shop, "horror", "drama"), film(shop, "comedy")
    stories = [
        Story(customer, horror, NOW - timedelta(days=3)),
        Story(customer, horror, NOW - timedelta(days=2), Money.eur("3.99")),
        Story(customer, comedy, NOW - timedelta(days=1), Money(amount=Decimal("9.00"), currency="USD")),
        Story(customer, comedy, NOW, cancelled=True),
    ]

    # When
    for story in stories:
        shop.projecting.take_events(story.events)

    # Then: euros only, cancelled ones left out
    assert shop.activity_of(customer) == Activity(3, Decimal("6.48"), NOW - timedelta(days=1), "horror")


def test_of_genres_rented_as_often_the_last_one_counts(shop: Shop):
    customer = shop.sign_up()
    for age, genre in ((3, "comedy"), (2, "drama"), (1, "comedy"), (0, "drama")):
        shop.projecting.take_events(Story(customer, film(shop, genre), NOW - timedelta(days=age)).events)
    assert shop.activity_of(customer).favourite_genre == "drama"


def test_events_count_once_in_any_order(shop: Shop):
    # Given
    customer = shop.sign_up()
    stories = [Story(customer, film(shop, "comedy"), NOW - timedelta(hours=n), cancelled=n % 3 == 0) for n in range(6)]
    events = [event for story in stories for event in story.events]
    shuffled = random.Random(7).sample(events * 2, 2 * len(events))  # noqa: S311 - an order of events

    # When: one by one, and all at once
    for event in shuffled:
        shop.projecting.take_events([event])
    one_by_one = shop.activity_of(customer)
    shop.projecting.take_events(shuffled)

    # Then
    assert one_by_one == shop.activity_of(customer)
    assert (one_by_one.rented, one_by_one.last_rented_at) == (4, NOW - timedelta(hours=1))


def test_rentals_of_nobody_we_know_are_left_out(shop: Shop):
    movie = film(shop, "comedy")
    shop.projecting.take_events(Story(NOBODY, movie).events)
    shop.projecting.take_events(Story(CustomerId(new_id()), movie).events)


def test_without_movies_a_film_has_no_genre_until_a_rebuild_asks_again(shop: Shop):
    # Given
    customer = shop.sign_up()
    story = Story(customer, film(shop, "horror"))
    shop.services.down = {"movies"}
    shop.projecting.take_events(story.events)
    assert shop.activity_of(customer) == Activity(1, Decimal("2.49"), story.at, None)

    # When
    shop.services.down, shop.services.rentals = set(), [story.fact]
    shop.rebuild(NOW - timedelta(days=2))

    # Then
    assert shop.activity_of(customer).favourite_genre == "horror"


def _a_lively_fortnight(shop: Shop, customers: Sequence[CustomerId]) -> list[Story]:
    pick = random.Random(11)  # noqa: S311 - what a shop sees
    films = [film(shop, genre) for genre in ("horror", "comedy", "drama", "western") for _ in range(2)]
    return [
        Story(
            pick.choice(customers),
            pick.choice(films),
            NOW - timedelta(minutes=pick.randrange(20_000)),
            Money.eur(pick.choice(["0.99", "2.49", "3.99"])),
            cancelled=pick.random() < 0.2,
        )
        for _ in range(80)
    ]


def test_a_rebuild_comes_to_the_same_as_the_events(shop: Shop):
    # Given: told by events
    customers = [shop.sign_up() for _ in range(6)]
    stories = _a_lively_fortnight(shop, customers)
    shop.services.rentals = [story.fact for story in stories]
    shop.projecting.take_events([event for story in stories for event in story.events])
    told = {customer: shop.activity_of(customer) for customer in customers}

    # When: read from Rental, over what is there, and over what is wrong
    rebuilt = shop.rebuild()
    again = {customer: shop.activity_of(customer) for customer in customers}
    shop.projecting.take_events(Story(customers[0], film(shop, "western")).events)  # Rental has no such rental
    spoilt = shop.activity_of(customers[0])
    shop.rebuild()

    # Then
    assert (rebuilt.finished, rebuilt.rentals) == (True, 80)
    assert again == told
    assert spoilt != told[customers[0]]
    assert {customer: shop.activity_of(customer) for customer in customers} == told


def test_a_rebuild_fills_an_empty_projection(shop: Shop):
    # Given: events that never came
    customers = [shop.sign_up() for _ in range(3)]
    stories = _a_lively_fortnight(shop, customers)
    shop.services.rentals = [story.fact for story in stories]

    # When
    shop.rebuild(NOW - timedelta(days=20))

    # Then
    counted = sum(shop.activity_of(customer).rented for customer in customers)
    assert counted == sum(not story.cancelled for story in stories)


def test_a_rebuild_of_some_days_leaves_the_others_alone(shop: Shop):
    # Given
    customer, movie = shop.sign_up(), film(shop, "comedy")
    old, lost, late = (Story(customer, movie, NOW - timedelta(days=age)) for age in (9, 2, 1))
    shop.projecting.take_events([*old.events, *late.events])
    shop.services.rentals = [lost.fact, late.fact]

    # When
    shop.rebuild(NOW - timedelta(days=3))

    # Then
    assert shop.activity_of(customer).rented == 3


def test_an_interrupted_rebuild_goes_on_where_it_was_and_shows_nothing_before(shop: Shop):
    # Given
    customer, movie = shop.sign_up(), film(shop, "comedy")
    known, unknown = Story(customer, movie, NOW - timedelta(days=2)), Story(customer, movie, NOW - timedelta(days=1))
    shop.projecting.take_events(known.events)
    shop.services.rentals = [known.fact, unknown.fact]
    rebuilds, since = shop.projecting.rebuilds, (NOW - timedelta(days=2)).date()

    # When: killed after the first day, and once out of time
    rebuild = rebuilds.open_rebuild(since, now=NOW)
    shop.projecting._read_day(rebuild, since)  # pyright: ignore[reportPrivateUsage]
    rebuilds.finish_day(rebuild, since)
    out_of_time = shop.rebuild(NOW - timedelta(days=2), minutes=1)
    while_open = shop.activity_of(customer).rented
    meanwhile = Story(customer, movie, NOW)
    shop.projecting.take_events(meanwhile.events)
    finished = shop.rebuild(NOW - timedelta(days=2))

    # Then: what an event told meanwhile is not lost, though Rental's answer had it not
    assert (out_of_time.finished, out_of_time.next_day) == (False, since + timedelta(days=1))
    assert while_open == 1
    assert finished.finished
    assert shop.services.reads == [since, since + timedelta(days=1), since + timedelta(days=2)]
    assert shop.activity_of(customer).rented == 3


def test_a_rebuild_that_another_has_finished_changes_nothing(shop: Shop):
    rebuilds = shop.projecting.rebuilds
    rebuild = rebuilds.open_rebuild(NOW.date(), now=NOW)
    assert rebuilds.swap_rentals(rebuild, now=NOW, deadline_s=10) == 0
    assert rebuilds.swap_rentals(rebuild, now=NOW, deadline_s=10) is None
    assert rebuilds.stage_rentals(rebuild, []) is False


def test_a_cancellation_during_a_rebuild_of_later_days_is_added(shop: Shop):
    # Given
    customer, movie = shop.sign_up(), film(shop, "comedy")
    story = Story(customer, movie, NOW - timedelta(days=9))
    shop.projecting.take_events(story.events[:1])
    shop.projecting.rebuilds.open_rebuild((NOW - timedelta(days=1)).date(), now=NOW)

    # When
    cancelled = Story(customer, movie, story.at, cancelled=True)
    cancelled.id = story.id
    shop.projecting.take_events(cancelled.events[1:])
    shop.rebuild(NOW - timedelta(days=1))

    # Then
    assert shop.activity_of(customer) == Activity()
