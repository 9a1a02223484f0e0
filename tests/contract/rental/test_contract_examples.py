"""Rental answers other services as recorded, and those who ask can read it."""

from typing import Any

import pytest

from contract_examples import contract_example
from fakes.playback import InMemoryPlayback
from fakes.rental import FakeMedia, FixedQuotes, RecordedEvents, a_rental
from rental import internal
from rental.adapters.cassandra_reminders import CassandraReminders
from rental.adapters.cassandra_rentals import CassandraRentals
from rental.adapters.cassandra_session import CassandraSession
from rental.day_shards import DayShards
from rental.wiring import Wiring, wire
from videoclub.contracts.rental import RENTALS_OF_CUSTOMER, RENTALS_OF_DAY_SHARD
from videoclub.ids import CustomerId, MovieId, RentalId, new_id
from videoclub.values import Money, Text, instant

OPERATIONS = {f"rental.{operation.name}": operation for operation in (RENTALS_OF_CUSTOMER, RENTALS_OF_DAY_SHARD)}


@pytest.fixture
def wiring(rental_session: CassandraSession, monkeypatch: pytest.MonkeyPatch) -> Wiring:
    """Rental on Cassandra with one shard a day, so that a shard has all rentals of an example."""
    settings = rental_session.settings.model_copy(update={"day_shards": 1})
    wiring = wire(
        settings,
        rentals=CassandraRentals(rental_session, DayShards(1)),
        reminders=CassandraReminders(rental_session, 1),
        sessions=InMemoryPlayback(),
        quotes=FixedQuotes(),
        media=FakeMedia(),
        events=RecordedEvents(),
    )
    monkeypatch.setattr(internal, "wired", lambda: wiring)
    return wiring


def record_examples(wiring: Wiring) -> None:
    """The rentals of which both examples tell."""
    request, answer = contract_example("rental.rentals_of_customer")
    for told in answer["rentals"]:
        rental = a_rental(
            instant(told["rented_at"]),
            id=RentalId(told["rental_id"]),
            customer_id=CustomerId(request["customer_id"]),
            movie_id=MovieId(told["movie_id"]),
            movie_title=Text(**told["movie_title"]),
            price=Money(**told["price"]),
        )
        rentals = wiring.renting.rentals
        stored = rentals.insert_rental(rental)
        if told["first_played_at"]:
            stored = rentals.start_rental(stored, now=instant(told["first_played_at"]))
        if told["cancelled_at"]:
            stored = rentals.cancel_rental(stored, now=instant(told["cancelled_at"]))
        rentals.list_rental(stored)


def ask(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    return internal.handler({"operation": operation, "request": request, "request_id": "r"}, None)


@pytest.mark.parametrize("name", OPERATIONS)
def test_rental_answers_as_recorded(wiring: Wiring, name: str):
    # Given
    request, answer = contract_example(name)
    record_examples(wiring)
    # When / Then
    assert ask(OPERATIONS[name].name, request) == {"answer": answer}


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_asks_reads_all_that_is_answered(name: str):
    # Given
    request, answer = contract_example(name)
    operation = OPERATIONS[name]
    # When / Then
    assert operation.request.model_validate(request).model_dump(mode="json") == request
    assert operation.answer.model_validate(answer).model_dump(mode="json") == answer


def test_pages_follow_each_other(wiring: Wiring):
    # Given a customer with three rentals
    customer = CustomerId(new_id())
    rentals = [
        a_rental(instant(f"2027-03-0{day}T20:00:00Z"), customer_id=customer, id=RentalId(new_id())) for day in (1, 2, 3)
    ]
    for rental in rentals:
        wiring.renting.rentals.list_rental(wiring.renting.rentals.insert_rental(rental))
    # When they are asked for by two
    first = ask("rentals_of_customer", {"customer_id": customer, "limit": 2})["answer"]
    second = ask("rentals_of_customer", {"customer_id": customer, "limit": 2, "after": first["next"]})["answer"]
    # Then each comes once, newest first
    told = [rental["rental_id"] for page in (first, second) for rental in page["rentals"]]
    assert told == [rental.id for rental in reversed(rentals)]
    assert second["next"] is None
