"""The home page: what three services answer, joined into rows."""

from datetime import UTC, datetime
from threading import Event
from uuid import uuid4

import pytest

from videoclub.contracts.rental import BegunFilm, ContinueWatching
from videoclub.contracts.suggestions import Suggestions
from videoclub.errors import ServiceUnavailable
from videoclub.ids import RentalId

from .films import because, describing, film, popular, titles

WATCHED_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
RENTAL, SUGGESTIONS, MOVIES = (
    ("rental", "continue_watching"),
    ("suggestions", "suggest_movies"),
    ("movies", "describe_movies"),
)


def begun(movie, *, position_s=10):
    return BegunFilm(
        rental_id=RentalId(str(uuid4())),
        movie_id=movie.id,
        position_s=position_s,
        duration_s=40,
        last_watched_at=WATCHED_AT,
    )


@pytest.fixture
def stage(club):
    """Sets what the other services hold, and reads the home page of a new customer."""

    def read(*, catalogue=(), begun=(), suggested=(), trending=(), newest=(), without=(), locale="en", of=club):
        answers = {
            RENTAL: lambda request: ContinueWatching(items=list(begun)[: request.limit]),
            SUGGESTIONS: lambda request: Suggestions(
                items=list(suggested),
                trending=tuple(movie.id for movie in trending[: request.trending]),
                source="personal",
            ),
            MOVIES: describing(catalogue, newest=newest),
        }
        of.services.answers = {name: answer for name, answer in answers.items() if name not in without}
        return of.call("GET", "/me/home", token=of.token_of(of.sign_up(locale=locale)))

    return read


def kinds(answer):
    return [row["kind"] for row in answer.json["rows"]]


def test_the_page_has_rows_each_with_a_title_and_films(stage):
    # Given
    playing, seen, newest, hit = film("Playing"), film("Seen"), film("Newest"), film("Hit")
    alike = [film(f"Alike {n}") for n in range(3)]

    # When
    answer = stage(
        catalogue=[playing, seen, newest, hit, *alike],
        begun=[begun(playing)],
        suggested=[because(movie, seen) for movie in alike],
        newest=[newest],
        trending=[hit],
    )

    # Then
    assert (answer.status, answer.json["degraded"]) == (200, [])
    assert [(row["kind"], row["title"]) for row in answer.json["rows"]] == [
        ("continue_watching", "Continue watching"),
        ("suggestions", "Because you watched Seen"),
        ("new", "New here"),
        ("trending", "Trending now"),
    ]
    first, suggested, *_ = answer.json["rows"]
    playback = first["items"][0]["playback"]
    assert (playback["progress"], playback["last_watched_at"]) == (0.25, "2026-11-21T09:30:00Z")
    assert suggested["reason"]["movie_ids"] == [seen.id]
    assert titles(suggested["items"]) == ["Alike 0", "Alike 1", "Alike 2"]
    assert first["items"][0]["movie"]["poster_url"] == "https://api.test/v1/assets/Playing.svg"


def test_each_service_is_asked_once(stage, club):
    # Given
    movies = [film(f"Film {n}") for n in range(60)]

    # When
    stage(catalogue=movies, begun=[begun(movies[0])], suggested=[because(each, movies[1]) for each in movies[2:40]])

    # Then
    assert sorted(club.services.asked) == sorted([RENTAL, SUGGESTIONS, MOVIES])


def test_titles_speak_the_language_of_the_account(stage):
    # Given
    movie = film("Faust")

    # When
    answer = stage(catalogue=[movie], begun=[begun(movie)], newest=[movie], trending=[movie], locale="fr")

    # Then
    assert [row["title"] for row in answer.json["rows"]] == [
        "Reprendre la lecture",
        "Nouveautés",
        "Tendances du moment",
    ]


@pytest.mark.parametrize(
    ("down", "left", "degraded"),
    [
        (RENTAL, ["suggestions", "new", "trending"], ["continue_watching"]),
        (SUGGESTIONS, ["continue_watching", "new"], ["suggestions", "trending"]),
        (MOVIES, [], ["continue_watching", "suggestions", "new", "trending"]),
    ],
)
def test_a_service_that_is_down_costs_its_rows_and_not_the_page(stage, down, left, degraded):
    # Given
    movies = [film(f"Film {n}") for n in range(4)]

    # When
    answer = stage(
        catalogue=movies,
        begun=[begun(movies[0])],
        suggested=[because(each, movies[0]) for each in movies[1:]],
        newest=movies,
        trending=movies,
        without=[down],
    )

    # Then
    assert answer.status == 200
    assert (kinds(answer), answer.json["degraded"]) == (left, degraded)


def test_a_slow_service_is_cut_at_its_own_deadline(open_club, stage):
    # Given
    club, over, movie = open_club(rental_deadline_s=0.05), Event(), film("Faust")

    stage(catalogue=[movie], newest=[movie], of=club)
    club.services.answers[RENTAL] = lambda _: over.wait(5)

    # When
    answer = club.call("GET", "/me/home", token=club.token_of(club.sign_up()))

    # Then
    over.set()
    assert (kinds(answer), answer.json["degraded"]) == (["new"], ["continue_watching"])


def test_lists_that_suggestions_itself_could_not_read_are_named(stage, club):
    # Given
    stage()
    club.services.answers[SUGGESTIONS] = lambda _: Suggestions(items=[], source="fallback")

    # When
    answer = club.call("GET", "/me/home", token=club.token_of(club.sign_up()))

    # Then
    assert answer.json == {"rows": [], "degraded": ["suggestions", "trending"]}


def test_an_empty_platform_has_an_empty_page(stage):
    assert stage().json == {"rows": [], "degraded": []}


def test_an_archived_film_is_shown_only_to_who_is_playing_it(stage):
    # Given
    gone = film("Gone", archived=True)

    # When
    answer = stage(catalogue=[gone], begun=[begun(gone)], suggested=[because(gone)], trending=[gone])

    # Then
    assert kinds(answer) == ["continue_watching"]
    assert answer.json["rows"][0]["items"][0]["movie"]["archived"] is True


def test_reasons_with_few_films_share_a_row_and_popular_films_are_trending(stage):
    # Given
    one, two = film("One"), film("Two")
    many = [film(f"Film {n}") for n in range(6)]

    # When
    answer = stage(
        catalogue=[one, two, *many],
        suggested=[
            because(many[0], two),
            *(because(each, one) for each in many[1:4]),
            popular(many[4]),
            because(many[5]),
        ],
        trending=[many[4]],
    )

    # Then
    assert [(row["title"], titles(row["items"])) for row in answer.json["rows"]] == [
        ("Because you watched One", ["Film 1", "Film 2", "Film 3"]),
        ("Chosen for you", ["Film 0", "Film 5"]),
        ("Trending now", ["Film 4"]),
    ]


def test_a_row_is_as_long_as_the_settings_say(open_club, stage):
    # Given
    club, movies = open_club(home_row_length=2), [film(f"Film {n}") for n in range(5)]

    # When
    answer = stage(catalogue=movies, newest=movies, trending=movies, of=club)

    # Then
    assert [len(row["items"]) for row in answer.json["rows"]] == [2, 2]


def test_while_accounts_cannot_be_read_the_page_speaks_the_platforms_language(club, stage, monkeypatch):
    # Given
    movie = film("Faust")
    stage(catalogue=[movie], newest=[movie], locale="fr")
    token = club.token_of(club.sign_up(locale="fr"))

    def unreachable(account_id):
        raise ServiceUnavailable("The database is not answering.")

    monkeypatch.setattr(club.accounts, "find_account", unreachable)

    # When
    answer = club.call("GET", "/me/home", token=token)

    # Then
    assert [row["title"] for row in answer.json["rows"]] == ["New here"]


def test_nobody_has_a_home_page_without_an_account(club):
    # Given
    token = club.token_of(club.sign_up())
    club.accounts.kept.clear()

    # When / Then
    assert club.call("GET", "/me/home").status == 401
    assert club.call("GET", "/me/home", token=token).status == 401
