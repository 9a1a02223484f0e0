"""The watchlist."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from .films import describing, film, titles

MOVIES = ("movies", "describe_movies")


@pytest.fixture
def catalogue(club):
    movies = [film(f"Film {n}") for n in range(4)]
    club.services.answers = {MOVIES: describing(movies)}
    return movies


@pytest.fixture
def token(club):
    return club.token_of(club.sign_up())


def put(club, token, movie_id):
    return club.call("PUT", "/me/watchlist/{movie_id}", path={"movie_id": movie_id}, token=token)


def delete(club, token, movie_id):
    return club.call("DELETE", "/me/watchlist/{movie_id}", path={"movie_id": movie_id}, token=token)


def read(club, token, **query):
    return club.call("GET", "/me/watchlist", token=token, query=query)


def test_films_come_back_the_last_added_first(club, token, catalogue):
    # When
    answers = [put(club, token, movie.id).status for movie in catalogue]
    listed = read(club, token)

    # Then
    assert answers == [204] * 4
    assert listed.json["degraded"] == []
    assert {item["movie_id"] for item in listed.json["items"]} == {movie.id for movie in catalogue}
    assert sorted(listed.json["items"], key=lambda item: item["added_at"], reverse=True) == listed.json["items"]


def test_a_film_is_on_the_list_once_and_taken_off_once(club, token, catalogue):
    # When
    twice = [put(club, token, catalogue[0].id).status for _ in range(2)]
    added = read(club, token).json["items"]
    off = [delete(club, token, catalogue[0].id).status for _ in range(2)]

    # Then
    assert (twice, off) == ([204, 204], [204, 204])
    assert titles(added) == ["Film 0"]
    assert read(club, token).json["items"] == []


def test_pages_hang_together(club, token, catalogue):
    # Given
    for movie in catalogue:
        put(club, token, movie.id)

    # When
    seen, cursor = [], None
    while True:
        page = read(club, token, limit="3", **({"cursor": cursor} if cursor else {})).json
        seen += page["items"]
        if "next" not in page:
            break
        cursor = parse_qs(urlsplit(page["next"]).query)["cursor"][0]

    # Then
    assert seen == read(club, token).json["items"]


def test_a_cursor_of_somebody_else_is_refused(club, token, catalogue):
    # Given
    for movie in catalogue:
        put(club, token, movie.id)
    cursor = parse_qs(urlsplit(read(club, token, limit="1").json["next"]).query)["cursor"][0]
    stranger = club.token_of(club.sign_up())

    # When / Then
    assert read(club, stranger, cursor=cursor).status == 400
    assert read(club, stranger).json["items"] == []


def test_an_unknown_film_is_not_found(club, token, catalogue):
    assert put(club, token, str(uuid4())).status == 404
    assert put(club, token, "no film at all").status == 404


def test_a_full_list_takes_no_other_film_but_one_it_has(open_club):
    # Given
    club, movies = open_club(watchlist_max=1), [film("Faust"), film("Nosferatu")]
    club.services.answers = {MOVIES: describing(movies)}
    token = club.token_of(club.sign_up())
    put(club, token, movies[0].id)

    # When
    again, other = put(club, token, movies[0].id), put(club, token, movies[1].id)

    # Then
    assert (again.status, other.status, other.json["code"]) == (204, 409, "watchlist-full")


def test_an_archived_film_is_shown_as_such(club, token):
    # Given
    gone = film("Gone", archived=True)
    club.services.answers = {MOVIES: describing([gone])}

    # When
    put(club, token, gone.id)

    # Then
    assert read(club, token).json["items"][0]["movie"]["archived"] is True


def test_without_movies_the_list_is_there_and_says_what_is_missing(club, token, catalogue):
    # Given
    put(club, token, catalogue[0].id)
    club.services.answers = {}

    # When
    listed, added = read(club, token), put(club, token, catalogue[1].id)

    # Then
    assert (listed.status, listed.json["degraded"]) == (200, ["movies"])
    assert [sorted(item) for item in listed.json["items"]] == [["added_at", "movie_id"]]
    assert (added.status, added.headers["retry-after"]) == (503, "2")
    assert delete(club, token, catalogue[0].id).status == 204


def test_who_was_erased_cannot_add(club, token, catalogue):
    # Given
    club.accounts.kept.clear()

    # When / Then
    assert put(club, token, catalogue[0].id).status == 401


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"cursor": "made-up"}, {"page": "2"}])
def test_a_wrong_query_is_refused(club, token, query):
    assert read(club, token, **query).status == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nobody_has_one_without_signing_in(club, method):
    path = "/me/watchlist" if method == "GET" else "/me/watchlist/{movie_id}"
    assert club.call(method, path, path={"movie_id": "x"}).status == 401
