"""Stats answers other services as recorded, and those who ask can read it."""

from datetime import timedelta

import pytest

from contract_examples import contract_example
from fakes.stats import RentalStory
from stats import internal
from stats.settings import StatsSettings
from stats.wiring import snapshot_place, wire
from videoclub.contracts.stats import LOCATE_SNAPSHOT, READ_HISTORY
from videoclub.drivers.postgres import Postgres
from videoclub.values import instant

OPERATIONS = {f"stats.{operation.name}": operation for operation in (READ_HISTORY, LOCATE_SNAPSHOT)}


def test_stats_answers_as_recorded(postgres: Postgres, monkeypatch: pytest.MonkeyPatch):
    # Given
    request, recorded = contract_example("stats.read_history")
    wiring = wire(StatsSettings(database_url=postgres.url, cursor_key="c" * 32))
    monkeypatch.setattr(internal, "wired", lambda: wiring)
    with postgres.transaction() as connection:
        connection.execute("delete from viewings where customer_id = %s", (recorded["customer_id"],))
    for viewing in recorded["viewings"]:
        at = instant(viewing["rented_at"])
        story = RentalStory(customer=recorded["customer_id"], movie=viewing["movie_id"], at=at)
        watched = [story.watched(37, 37, after=timedelta(hours=1), duration_s=39)] if viewing["watched_s"] else []
        wiring.ingest.take_events([story.created(), *watched])

    # When
    reply = internal.handler({"operation": "read_history", "request": request, "request_id": "r"}, None)

    # Then
    assert reply == {"answer": recorded}


def test_stats_tells_where_its_snapshot_lies_as_recorded(monkeypatch: pytest.MonkeyPatch):
    # Given
    request, answer = contract_example("stats.locate_snapshot")
    settings = {"DATABASE_URL": "none", "CURSOR_KEY": "c" * 32, "HISTORIES_BUCKET": answer["bucket"]}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    snapshot_place.cache_clear()

    # When
    reply = internal.handler({"operation": "locate_snapshot", "request": request, "request_id": "r"}, None)

    # Then
    snapshot_place.cache_clear()
    assert reply == {"answer": answer}


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_asks_reads_all_that_is_answered(name: str):
    # Given
    request, answer = contract_example(name)
    operation = OPERATIONS[name]

    # When / Then
    assert operation.request.model_validate(request).model_dump(mode="json") == request
    assert operation.answer.model_validate(answer).model_dump(mode="json") == answer
