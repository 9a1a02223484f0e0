"""The bot over real stores, as `videoclub bench stats` measures it, in small: what it counts is counted by hand too."""

from collections.abc import Iterator

import pytest

from videoclub_local.bench.stats import StatsStores, measure_ingest, measure_report, stats_stores
from videoclub_local.project import Project

RENTALS = 3_000


@pytest.fixture(scope="module")
def stores(postgres_store, cassandra_store) -> Iterator[StatsStores]:
    with stats_stores(postgres_store.admin_url, cassandra_store.endpoint, Project.here().functions) as own:
        yield own


def test_a_generated_day_is_reported_as_counted_by_hand_beside_other_events(stores: StatsStores):
    # Given
    per_second = measure_ingest(stores.database_url, events=400)
    stores.load_day(RENTALS)

    # When
    reported = measure_report(stores.database_url, stores.rental, stores.day(RENTALS))

    # Then
    assert (reported.rentals, reported.differences) == (RENTALS, [])
    assert per_second > 0
