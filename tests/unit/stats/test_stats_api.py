"""An admin sees what became of a film's rentals, and events that could not be taken in."""

from datetime import timedelta

import pytest

from fakes.stats import NOON, RentalStory
from stats.ports.viewings import DeadLetter
from videoclub.clock import utc_now
from videoclub.ids import new_id

from .conftest import Desk


def test_a_films_days_are_told_from_first_to_last(desk: Desk):
    # Given
    movie = new_id()
    seen, begun = RentalStory(movie=movie), RentalStory(movie=movie, at=NOON + timedelta(days=1))
    desk.tell(seen.created(), seen.started(), seen.watched(95, 90), begun.created(), begun.started())

    # When
    answer = desk.call(
        "GET",
        "/movies/{movie_id}/stats",
        path={"movie_id": movie},
        query={"first_day": "2026-11-01", "last_day": "2026-11-30"},
        token=desk.admin,
    )

    # Then
    assert answer.status == 200
    assert answer.json["days"] == [
        {
            "day": "2026-11-21",
            "rentals": 1,
            "cancelled": 0,
            "revenue": [{"amount": "2.49", "currency": "EUR"}],
            "watched_s": 90,
            "started": 1,
            "completed": 1,
            "completion": 1.0,
        },
        {
            "day": "2026-11-22",
            "rentals": 1,
            "cancelled": 0,
            "revenue": [{"amount": "2.49", "currency": "EUR"}],
            "watched_s": 0,
            "started": 1,
            "completed": 0,
            "completion": 0.0,
        },
    ]


def test_by_default_the_last_thirty_days_are_told(desk: Desk):
    # When
    answer = desk.call("GET", "/movies/{movie_id}/stats", path={"movie_id": "m"}, token=desk.admin)

    # Then
    today = utc_now().date()
    days = {(today - timedelta(days=number)).isoformat() for number in (0, 1)}
    assert answer.json["last_day"] in days
    assert answer.json["days"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"first_day": "yesterday"}, "/first_day"),
        ({"last_day": "9999-12-31"}, "/last_day"),
        ({"first_day": "2026-11-21", "last_day": "2026-11-20"}, "/first_day"),
        ({"first_day": "2020-11-21", "last_day": "2026-11-20"}, "/first_day"),
        ({"day": "2026-11-21"}, "/day"),
    ],
)
def test_a_span_that_is_none_is_refused_by_name(desk: Desk, query: dict[str, str], pointer: str):
    # When
    answer = desk.call("GET", "/movies/{movie_id}/stats", path={"movie_id": "m"}, query=query, token=desk.admin)

    # Then
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (400, pointer)


def test_dead_letters_are_told_of_and_sent_again(desk: Desk):
    # Given
    desk.letters.letters += [
        DeadLetter("m-1", "rental.created", "e-1", NOON, 6),
        DeadLetter("m-2", None, None, NOON, 6),
    ]

    # When
    told = desk.call("GET", "/stats/dead-letters", query={"limit": "1"}, token=desk.admin)
    redriven = [desk.call("POST", "/stats/dead-letter-redrives", token=desk.admin) for _ in range(2)]

    # Then
    assert told.json["count"] == 2
    assert told.json["items"] == [
        {
            "message_id": "m-1",
            "type": "rental.created",
            "event_id": "e-1",
            "sent_at": "2026-11-21T12:00:00Z",
            "receives": 6,
        }
    ]
    assert [(answer.status, answer.json["count"]) for answer in redriven] == [(202, 2), (202, 0)]
    assert desk.letters.redriven == 1
