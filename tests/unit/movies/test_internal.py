"""What other services learn of a film."""

from datetime import timedelta
from typing import Any

from movies import internal
from videoclub.contracts.movies import DESCRIBE_MOVIES, QUOTE_MOVIE
from videoclub.ids import new_id

from .conftest import Shop


def ask(operation: str, **request: Any) -> dict[str, Any]:
    return internal.handler({"operation": operation, "request": request, "request_id": "r-1"}, None)


def test_a_quote_holds_all_that_a_rental_freezes(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]

    # When
    quote = QUOTE_MOVIE.answer.model_validate(ask("quote_movie", movie_id=movie_id)["answer"])

    # Then
    assert str(quote.price.amount) == "2.49"
    assert (quote.start_within, quote.watch_within) == (timedelta(days=30), timedelta(hours=48))
    assert (quote.media_key, quote.duration_s) == ("clips/heart.mp4", 45)
    assert not quote.archived


def test_the_quote_of_an_archived_film_says_so(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]
    shop.archive(movie_id)

    # When
    quote = ask("quote_movie", movie_id=movie_id)["answer"]

    # Then
    assert quote["archived"] is True


def test_an_unknown_film_has_no_quote(shop: Shop):
    # When
    reply = ask("quote_movie", movie_id="nothing")

    # Then
    assert reply["refusal"]["slug"] == "not-found"


def test_films_are_described_in_the_order_asked_for(shop: Shop):
    # Given
    first, second = shop.add().json["id"], shop.add().json["id"]

    # When
    cards = DESCRIBE_MOVIES.answer.model_validate(
        ask("describe_movies", movie_ids=[second, new_id(), first])["answer"]
    ).movies

    # Then
    assert [card.id for card in cards] == [second, first]
    assert cards[0].genres == ["comedy", "drama"]
