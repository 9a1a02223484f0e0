"""What Stats holds on a person: told whole, and erased for good, on the fake and on PostgreSQL."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from fakes.stats import NOON, MemoryViewings, RentalStory
from stats.adapters.postgres_customer_data import PostgresCustomerData
from stats.adapters.postgres_days import PostgresDays
from stats.adapters.postgres_histories import PostgresHistories
from stats.adapters.postgres_viewings import PostgresViewings
from stats.periods import Period
from stats.ports.viewings import CustomerData, ViewingStore
from videoclub.drivers.postgres import Postgres
from videoclub.ids import NOBODY, CustomerId, new_id

LATER = NOON + timedelta(days=1)


@dataclass(frozen=True)
class Stores:
    viewings: ViewingStore
    customer_data: CustomerData

    def rentals_of(self, customer_id: CustomerId) -> list[Any]:
        return [viewing["rental_id"] for viewing in self.customer_data.export_customer(customer_id)["viewings"]]  # pyright: ignore


@pytest.fixture(params=["fake", "postgres"])
def stores(request: pytest.FixtureRequest) -> Stores:
    if request.param == "fake":
        viewings = MemoryViewings()
        return Stores(viewings, viewings)
    postgres: Postgres = request.getfixturevalue("postgres")
    return Stores(PostgresViewings(postgres), PostgresCustomerData(postgres))


@pytest.fixture
def watched(stores: Stores) -> RentalStory:
    story = RentalStory()
    stores.viewings.record_events([story.created(), story.started(), story.watched(50, 40)])
    return story


class TestCustomerData:
    def test_tells_a_person_their_own(self, stores: Stores, watched: RentalStory):
        # Given
        other = RentalStory()
        stores.viewings.record_events([other.created()])

        # When / Then
        assert stores.rentals_of(watched.customer_id) == [watched.rental_id]
        assert stores.rentals_of(CustomerId(new_id())) == []

    def test_erased_the_viewing_is_nobodys(self, stores: Stores, watched: RentalStory):
        # When
        for _ in range(2):
            stores.customer_data.erase_customer(watched.customer_id, now=LATER)

        # Then
        assert stores.viewings.read_history(watched.customer_id) == []
        assert stores.rentals_of(watched.customer_id) == []
        kept = [viewing for viewing in stores.viewings.read_history(NOBODY) if viewing.rental_id == watched.rental_id]
        assert [(viewing.movie_id, viewing.price, viewing.watched_s) for viewing in kept] == [
            (watched.movie_id, watched.price, 40)
        ]

    def test_what_is_told_late_brings_nobody_back(self, stores: Stores, watched: RentalStory):
        # Given
        stores.customer_data.erase_customer(watched.customer_id, now=LATER)
        told = RentalStory(customer=watched.customer_id)

        # When
        stores.viewings.record_events([watched.watched(95, 30), told.watched(10, 10), told.created()])

        # Then
        assert stores.rentals_of(watched.customer_id) == []
        kept = {viewing.rental_id: viewing for viewing in stores.viewings.read_history(NOBODY)}
        assert kept.keys() >= {watched.rental_id, told.rental_id}
        assert kept[watched.rental_id].watched_s == 70


def test_the_export_has_cancelled_rentals_and_hours_too(postgres: Postgres):
    # Given
    story = RentalStory()
    PostgresViewings(postgres).record_events([story.created(), story.watched(50, 40), story.cancelled()])

    # When
    export: Any = PostgresCustomerData(postgres).export_customer(story.customer_id)

    # Then
    assert export["viewings"][0]["amount"] == "2.49"
    assert export["viewings"][0]["cancelled_at"] == "2026-11-21T12:05:00Z"
    assert [(hour["hour"], hour["watched_s"]) for hour in export["hours"]] == [("2026-11-21T14:00:00Z", 40)]


def test_what_the_bot_takes_in_late_brings_nobody_back(postgres: Postgres):
    # Given a copy of the day that was made before
    story, days, day = RentalStory(), PostgresDays(postgres), Period.parse("2026-11-21")
    days.stage_shard(day.first, 0, [[story.fact]], now=NOON)
    PostgresCustomerData(postgres).erase_customer(story.customer_id, now=LATER)
    with postgres.transaction() as connection:  # by a bot that had read it from Rental meanwhile
        connection.execute(
            "update staged_rentals set customer_id = %s where rental_id = %s", (story.customer_id, story.rental_id)
        )

    # When
    days.take_in(day)

    # Then
    viewings = PostgresViewings(postgres)
    assert viewings.read_history(story.customer_id) == []
    assert story.rental_id in [viewing.rental_id for viewing in viewings.read_history(NOBODY)]


def test_who_was_counted_in_reports_is_forgotten_with_their_country(postgres: Postgres):
    # Given
    customer_id = CustomerId(new_id())
    with postgres.transaction() as connection:
        for statement in (
            "insert into report_customers values ('2026-11-21', %s, true)",
            "insert into customer_countries values (%s, 'FR', now())",
            "insert into staged_rentals values ('2026-11-21', 0, 'a rental', %s, 'a film', now(), 1, 'EUR', null)",
        ):
            connection.execute(statement, (customer_id,))
    store = PostgresCustomerData(postgres)
    before: Any = store.export_customer(customer_id)

    # When
    store.erase_customer(customer_id, now=LATER)

    # Then
    assert before["counted_in_reports_of"] == [{"day": "2026-11-21", "is_new": True}]
    assert before["country"]["country"] == "FR"
    with postgres.transaction() as connection:
        for table in ("report_customers", "customer_countries", "staged_rentals"):
            statement = f"select 1 from {table} where customer_id = %s"  # noqa: S608 - names of this test
            assert connection.execute(statement, (customer_id,)).fetchall() == []  # pyright: ignore


def test_a_snapshot_has_nobodys_rentals_left_out(postgres: Postgres):
    # Given
    story = RentalStory()
    PostgresViewings(postgres).record_events([story.created()])
    histories = PostgresHistories(postgres)
    began = histories.clock()

    # When
    PostgresCustomerData(postgres).erase_customer(story.customer_id, now=LATER)

    # Then the shards that it left are written anew, without it
    changed = histories.changed_shards(began)
    assert changed
    found = [viewing.rental_id for shard in range(64) for viewing in histories.read_shard(shard)]
    assert story.rental_id not in found
