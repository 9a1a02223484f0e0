"""What developers are told: on which topics, with which data, and never more than FCM takes."""

from datetime import UTC, datetime

import pytest

from movies.announcements import ADDED, ARCHIVED, EVENT_TYPES, PRICE_CHANGED, announce, announce_price
from movies.models.movies import TITLE_MAX_CHARS
from videoclub.ids import MovieId, new_id
from videoclub.values import MONEY_MAX, Money, Text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "https://api.example.org/v1/movies/8c7f1b52-7d0f-4f5f-9f4e-0d4f6f2f1a11"
TOPIC_PAYLOAD_MAX_BYTES = 2048  # https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode


def test_an_added_film_is_told_on_the_topic_of_each_genre_too_as_one_event():
    # When
    messages = announce(ADDED, MovieId("m"), title=Text(fr="Le Kid"), genres=["comedy", "drama"], url=URL, now=NOW)

    # Then
    assert [message.topic for message in messages] == ["movies.added", "movies.added.comedy", "movies.added.drama"]
    assert len({message.event_id for message in messages}) == 1
    assert messages[0].data == {
        "event_id": messages[0].event_id,
        "type": "movies.added",
        "occurred_at": "2026-11-21T12:00:00Z",
        "movie_id": "m",
        "title": "Le Kid",
        "url": URL,
    }


def test_other_events_have_one_topic():
    [message] = announce(ARCHIVED, MovieId("m"), title=Text(en="The Kid"), genres=["comedy"], url=URL, now=NOW)
    assert message.topic == "movies.archived"


def test_a_price_is_told_when_it_takes_effect():
    # Given
    price_id, later = new_id(), datetime(2027, 1, 1, tzinfo=UTC)

    # When
    [message] = announce_price(
        price_id,
        MovieId("m"),
        title=Text(en="The Kid"),
        url=URL,
        old=Money.eur("3.99"),
        new=Money.eur("0.5"),
        valid_from=later,
    )

    # Then
    assert (message.topic, message.event_id, message.occurred_at) == (PRICE_CHANGED, price_id, later)
    assert message.data["occurred_at"] == message.data["valid_from"] == "2027-01-01T00:00:00Z"
    assert (message.data["old_amount"], message.data["new_amount"], message.data["currency"]) == ("3.99", "0.50", "EUR")


@pytest.mark.parametrize("event", EVENT_TYPES)
def test_the_longest_title_fits(event):
    # Given
    title = Text(en="\N{FILM FRAMES}" * TITLE_MAX_CHARS)
    url = URL.replace("api.example.org", "a" * 253)
    most = Money.eur(MONEY_MAX)

    # When
    if event == PRICE_CHANGED:
        [message] = announce_price(
            new_id(), MovieId(new_id()), title=title, url=url, old=most, new=most, valid_from=NOW
        )
    else:
        message = announce(event, MovieId(new_id()), title=title, genres=["drama"], url=url, now=NOW)[-1]

    # Then
    size = sum(len(key.encode()) + len(value.encode()) for key, value in message.data.items())
    assert size <= TOPIC_PAYLOAD_MAX_BYTES
