"""Movies answers other services as recorded, and those who ask can read it."""

from datetime import timedelta

import pytest

from contract_examples import contract_example
from movies import internal, wiring
from movies.adapters.postgres_movies import PostgresMovies
from movies.movie import Media, Terms
from movies.settings import MoviesSettings
from videoclub.contracts.movies import DESCRIBE_MOVIES, LIST_FACTS, QUOTE_MOVIE
from videoclub.drivers.postgres import Postgres
from videoclub.ids import MovieId
from videoclub.values import Money, Text

from .conftest import NOW, new_movie

OPERATIONS = {f"movies.{operation.name}": operation for operation in (QUOTE_MOVIE, DESCRIBE_MOVIES, LIST_FACTS)}


@pytest.mark.parametrize("name", OPERATIONS)
def test_movies_answers_as_recorded(postgres: Postgres, monkeypatch: pytest.MonkeyPatch, name: str):
    # Given
    request, answer = contract_example(name)
    metropolis = new_movie(
        title=Text(en="Metropolis", fr="Metropolis"),
        year=1927,
        genres=("science-fiction", "drama"),
        price=Money.eur("2.99"),
        poster_path="posters/metropolis-1927.svg",
    )
    PostgresMovies(postgres).insert_movie(
        MovieId(contract_example("movies.quote_movie")[0]["movie_id"]),
        metropolis,
        Terms(timedelta(days=30), timedelta(hours=48)),
        Media("clips/wonder.mp4", 39),
        [],
        by=None,
        now=NOW,
    )
    wired = wiring.wire(MoviesSettings(database_url=postgres.url, cursor_key="c" * 32, sealing_key="s" * 32))
    monkeypatch.setattr(wiring, "wired", lambda: wired)

    # When
    reply = internal.handler({"operation": OPERATIONS[name].name, "request": request, "request_id": "r"}, None)

    # Then
    if name == "movies.list_facts":  # other films of this run may follow
        reply["answer"]["next"] = None
    assert reply == {"answer": answer}


@pytest.mark.parametrize("name", OPERATIONS)
def test_who_asks_reads_all_that_is_answered(name: str):
    # Given
    request, answer = contract_example(name)
    operation = OPERATIONS[name]

    # When / Then
    assert operation.request.model_validate(request).model_dump(mode="json") == request
    assert operation.answer.model_validate(answer).model_dump(mode="json") == answer
