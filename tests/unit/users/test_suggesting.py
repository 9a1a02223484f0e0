"""My suggestions: what Suggestions and Movies answer, joined and put into words."""

from datetime import UTC, datetime
from threading import Event

import pytest

from videoclub.contracts.suggestions import Suggestions

from .films import because, describing, film, popular

GENERATED_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture
def ask(club):
    """Asks for the suggestions of a new customer, given what the other services hold."""

    def answer(catalogue, suggested, *, locale="en", **options):
        def suggest(request) -> Suggestions:
            return Suggestions(items=suggested[: request.limit], generated_at=GENERATED_AT, source="personal")

        club.services.answers = {
            ("movies", "describe_movies"): describing(catalogue),
            ("suggestions", "suggest_movies"): suggest,
        }
        token = club.sign_in(club.sign_up(locale=locale)).json["access_token"]
        return club.call("GET", "/me/suggestions", token=token, **options)

    return answer


def test_a_suggestion_has_the_film_and_its_reason(ask):
    # Given
    nosferatu, faust, caligari = film("Nosferatu"), film("Faust"), film("Caligari")

    # When
    answer = ask([nosferatu, faust, caligari], [because(faust, nosferatu), popular(caligari)])

    # Then
    assert answer.status == 200
    assert (answer.json["source"], answer.json["generated_at"]) == ("personal", "2026-11-21T09:30:00Z")
    first, second = answer.json["items"]
    assert first["movie"] == {
        "id": faust.id,
        "title": {"en": "Faust"},
        "year": 1922,
        "genres": ["horror"],
        "price": {"amount": "2.99", "currency": "EUR"},
        "poster_url": "https://api.test/v1/assets/Faust.svg",
        "links": {"self": f"https://api.test/v1/movies/{faust.id}"},
    }
    assert first["reason"] == {
        "kind": "because_you_watched",
        "text": "Because you watched Nosferatu",
        "movie_ids": [nosferatu.id],
    }
    assert second["reason"] == {"kind": "popular", "text": "Popular now"}
    assert [first["source"], second["source"]] == ["personal", "trending"]


def test_reasons_speak_the_language_of_the_account(ask):
    # Given
    nosferatu, faust = film("Nosferatu"), film("Faust")

    # When
    answer = ask([nosferatu, faust], [because(faust, nosferatu), popular(nosferatu)], locale="fr-CA")

    # Then
    texts = [item["reason"]["text"] for item in answer.json["items"]]
    assert texts == ["Parce que vous avez vu Nosferatu", "Populaire en ce moment"]


def test_archived_and_unknown_films_are_left_out_and_others_take_their_place(ask):
    # Given
    gone, unknown, good = film("Gone", archived=True), film("Unknown"), [film(f"Good {n}") for n in range(3)]

    # When
    answer = ask([gone, *good], [popular(each) for each in (gone, unknown, *good)], query={"limit": "2"})

    # Then
    assert [item["movie"]["title"]["en"] for item in answer.json["items"]] == ["Good 0", "Good 1"]


def test_a_reason_names_the_first_film_that_is_known(ask):
    # Given
    unknown, seen, faust = film("Unknown"), film("Seen"), film("Faust")

    # When
    answer = ask([seen, faust], [because(faust, unknown), because(seen, unknown, faust)])

    # Then
    assert [item["reason"]["text"] for item in answer.json["items"]] == [
        "Chosen for you",
        "Because you watched Faust",
    ]


def test_a_long_list_is_described_in_batches(ask, club):
    # Given
    films = [film(f"Film {n}") for n in range(150)]

    # When
    answer = ask(films, [because(films[n], films[n + 50]) for n in range(100)], query={"limit": "1000"})

    # Then
    assert len(answer.json["items"]) == 100
    assert club.services.asked.count(("movies", "describe_movies")) == 2


def test_without_suggestions_the_list_is_empty_and_says_so(club):
    # Given
    token = club.token_of(club.sign_up())

    # When
    answer = club.call("GET", "/me/suggestions", token=token)

    # Then
    assert (answer.status, answer.json) == (200, {"items": [], "source": "fallback", "degraded": ["suggestions"]})


def test_without_movies_too(ask, club):
    # Given
    ask([], [popular(film("Faust"))])
    del club.services.answers[("movies", "describe_movies")]

    # When
    answer = club.call("GET", "/me/suggestions", token=club.token_of(club.sign_up()))

    # Then
    assert (answer.status, answer.json["items"], answer.json["degraded"]) == (200, [], ["suggestions"])


def test_a_list_that_suggestions_itself_could_not_read_is_named(club):
    # Given
    club.services.answers = {
        ("suggestions", "suggest_movies"): lambda _: Suggestions(items=[], source="fallback"),
        ("movies", "describe_movies"): describing([]),
    }

    # When
    answer = club.call("GET", "/me/suggestions", token=club.token_of(club.sign_up()))

    # Then
    assert answer.json["degraded"] == ["suggestions"]


def test_a_slow_service_is_not_waited_for(open_club):
    # Given
    club, over = open_club(suggestions_deadline_s=0.05), Event()
    club.services.answers = {("suggestions", "suggest_movies"): lambda _: over.wait(5)}

    # When
    answer = club.call("GET", "/me/suggestions", token=club.token_of(club.sign_up()))

    # Then
    over.set()
    assert (answer.status, answer.json["degraded"]) == (200, ["suggestions"])


def test_who_was_erased_gets_none(club):
    # Given
    person = club.sign_up()
    token = club.token_of(person)
    club.accounts.kept.clear()

    # When / Then
    assert club.call("GET", "/me/suggestions", token=token).status == 401


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"page": "2"}])
def test_a_wrong_query_is_refused(ask, query):
    assert ask([], [], query=query).status == 400


def test_nobody_gets_suggestions_without_signing_in(club):
    assert club.call("GET", "/me/suggestions").status == 401
