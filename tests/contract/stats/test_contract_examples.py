"""Stats answers other services as recorded, and those who ask can read it."""

from datetime import timedelta

import pytest

from contract_examples import contract_example
from fakes.stats import RentalStory
from stats import internal
from stats.settings import StatsSettings
from stats.wiring import wire
from videoclub.contracts.stats import READ_HISTORIES, READ_HISTORY
from videoclub.drivers.postgres import Postgres
from videoclub.values import instant

OPERATIONS = {f"stats.{operation.name}": operation for operation in (READ_HISTORY, READ_HISTORIES)}


@pytest.mark.parametrize("name", OPERATIONS)
def test_stats_answers_as_recorded(postgres: Postgres, monkeypatch: pytest.MonkeyPatch, name: str):
    # Given
    request, answer = contract_example(name)
    settings = StatsSettings(
        database_url=postgres.url, cursor_key="c" * 32, reports_bucket="none", rental_function="none"
    )
    wiring = wire(settings)
    monkeypatch.setattr(internal, "wired", lambda: wiring)
    recorded = contract_example("stats.read_history")[1]
    with postgres.transaction() as connection:
        connection.execute("delete from viewings where customer_id = %s", (recorded["customer_id"],))
    for viewing in recorded["viewings"]:
        at = instant(viewing["rented_at"])
        story = RentalStory(customer=recorded["customer_id"], movie=viewing["movie_id"], at=at)
        watched = [story.watched(37, 37, after=timedelta(hours=1), duration_s=39)] if viewing["watched_s"] else []
        wiring.ingest.take_events([story.created(), *watched])

    # When
    reply = internal.handler({"operation": OPERATIONS[name].name, "request": request, "request_id": "r"}, None)

    # Then
    assert reply == {"answer": answer}


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_asks_reads_all_that_is_answered(name: str):
    # Given
    request, answer = contract_example(name)
    operation = OPERATIONS[name]

    # When / Then
    assert operation.request.model_validate(request).model_dump(mode="json") == request
    assert operation.answer.model_validate(answer).model_dump(mode="json") == answer
