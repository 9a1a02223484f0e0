"""A customer sees what they rented and watched, and nobody else's."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from fakes.stats import NOON, RentalStory
from gateway import token
from videoclub.ids import new_id

from .conftest import Desk


def test_a_history_tells_how_far_each_film_was_watched(desk: Desk):
    # Given
    customer = new_id()
    seen = RentalStory(customer=customer)
    begun = RentalStory(customer=customer, at=NOON + timedelta(days=1))
    desk.tell(seen.created(), seen.started(), seen.watched(95, 90), begun.created(), begun.started())

    # When
    answer = desk.call("GET", "/me/history", token=token(customer))

    # Then
    newest, oldest = answer.json["items"]
    assert (newest["movie_id"], oldest["movie_id"]) == (begun.movie_id, seen.movie_id)
    assert (oldest["watched_s"], oldest["progress"], oldest["completed"]) == (90, 0.95, True)
    assert (newest["watched_s"], newest["completed"]) == (0, False)
    assert newest["rented_at"] == "2026-11-22T12:00:00Z"
    assert newest["price"] == {"amount": "2.49", "currency": "EUR"}


def test_pages_hold_each_rental_once(desk: Desk):
    # Given
    customer = new_id()
    stories = [RentalStory(customer=customer, at=NOON + timedelta(hours=number // 2)) for number in range(5)]
    desk.tell(*(story.created() for story in stories))

    # When
    pages = [desk.call("GET", "/me/history", query={"limit": "2"}, token=token(customer))]
    while "next" in pages[-1].json:
        cursor = parse_qs(urlsplit(pages[-1].json["next"]).query)["cursor"][0]
        query = {"limit": "2", "cursor": cursor}
        pages.append(desk.call("GET", "/me/history", query=query, token=token(customer)))

    # Then
    shown = [item["rental_id"] for page in pages for item in page.json["items"]]
    assert len(shown) == 5
    assert set(shown) == {story.rental_id for story in stories}


def test_a_history_and_its_cursors_are_the_customers_own(desk: Desk):
    # Given
    customer, other = new_id(), new_id()
    desk.tell(*(RentalStory(customer=customer).created() for _ in range(2)))
    first = desk.call("GET", "/me/history", query={"limit": "1"}, token=token(customer)).json
    cursor = parse_qs(urlsplit(first["next"]).query)["cursor"][0]

    # When
    empty = desk.call("GET", "/me/history", token=token(other))
    foreign = desk.call("GET", "/me/history", query={"cursor": cursor}, token=token(other))
    anonymous = desk.call("GET", "/me/history")

    # Then
    assert empty.json["items"] == []
    assert (foreign.status, foreign.json["errors"][0]["pointer"]) == (400, "/cursor")
    assert anonymous.status == 401


def test_a_cancelled_rental_is_no_history(desk: Desk):
    # Given
    story = RentalStory()
    desk.tell(story.created(), story.cancelled())

    # When
    answer = desk.call("GET", "/me/history", token=token(story.customer_id))

    # Then
    assert answer.json["items"] == []
