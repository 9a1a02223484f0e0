"""An admin adds and archives films; anybody reads them; developers are told."""

import pytest

from gateway import token
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import FILM, Shop


def test_an_added_film_is_read_whole(shop: Shop):
    # Given
    people = {"directors": [{"name": "Charlie Chaplin"}], "cast": [{"name": "Jackie Coogan", "character": "The kid"}]}

    # When
    added = shop.add(**people, synopsis={"en": "A tramp."}, rental_terms={"watch_within": "PT24H"})

    # Then
    assert added.status == 201
    assert added.headers["location"] == f"https://api.test/v1/movies/{added.json['id']}"
    read = shop.read(added.json["id"])
    assert read.json == added.json
    assert read.json["title"]["fr"] == "Le Kid"
    assert read.json["original_title"] == "The Kid"
    assert read.json["price"] == {"amount": "2.49", "currency": "EUR"}
    assert read.json["directors"][0]["name"] == "Charlie Chaplin"
    assert read.json["cast"][0]["character"] == "The kid"
    assert read.json["rental_terms"] == {"start_within": "P30D", "watch_within": "PT24H"}
    assert "archived_at" not in read.json


def test_a_person_is_the_same_in_every_film(shop: Shop):
    # Given
    director = shop.add(directors=[{"name": "Charlie Chaplin"}]).json["directors"][0]

    # When
    by_name = shop.add(cast=[{"name": "Charlie Chaplin"}])
    by_id = shop.add(cast=[{"person_id": director["person_id"]}])

    # Then
    assert by_name.json["cast"][0]["person_id"] == director["person_id"]
    assert by_id.json["cast"][0]["person_id"] == director["person_id"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"genres": ["comedy", "nonsense"]}, "/genres/1"),
        ({"genres": []}, "/genres"),
        ({"genres": ["comedy", "comedy"]}, "/genres"),
        ({"directors": [{"person_id": "00000000-0000-4000-8000-000000000000"}]}, "/directors/0/person_id"),
        ({"cast": [{"character": "Nobody"}]}, "/cast/0"),
        ({"title": {}}, "/title"),
        ({"title": {"en": "A\x00"}}, "/title/en"),
        ({"title": {"en": "A" * 301}}, "/title/en"),
        ({"year": "1921"}, "/year"),
        ({"year": 1500}, "/year"),
        ({"runtime_min": 0}, "/runtime_min"),
        ({"price": {"amount": "-1.00", "currency": "EUR"}}, "/price/amount"),
        ({"price": {"amount": "1.005", "currency": "EUR"}}, "/price/amount"),
        ({"countries": ["France"]}, "/countries/0"),
        ({"surprise": True}, "/surprise"),
    ],
)
def test_a_faulty_field_is_named(shop: Shop, change: dict[str, object], pointer: str):
    # When
    answer = shop.add(**change)

    # Then
    assert answer.status == 400
    assert answer.json["code"] == "validation-error"
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert not shop.movies.movies
    assert not shop.outbox.rows


def test_only_admins_add_and_archive(shop: Shop):
    # Given
    customer = token(new_id(), Role.CUSTOMER)
    movie_id = shop.add().json["id"]

    # When
    answers = [
        shop.call("POST", "/movies", body=FILM, token=customer),
        shop.call("DELETE", "/movies/{movie_id}", path={"movie_id": movie_id}, token=customer),
        shop.call("POST", "/movies", body=FILM),
    ]

    # Then
    assert [answer.status for answer in answers] == [403, 403, 401]


def test_an_unchanged_film_is_not_sent_again(shop: Shop):
    # Given
    added = shop.add()
    etag = added.headers["etag"]

    # When
    unchanged = shop.read(added.json["id"], headers={"If-None-Match": etag})
    shop.archive(added.json["id"])
    changed = shop.read(added.json["id"], headers={"If-None-Match": etag})

    # Then
    assert (unchanged.status, unchanged.text) == (304, "")
    assert changed.status == 200
    assert changed.headers["etag"] != etag


def test_an_archived_film_leaves_the_lists_but_not_its_address(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]

    # When
    answer = shop.archive(movie_id)

    # Then
    assert (answer.status, answer.text) == (204, "")
    assert shop.search().json["items"] == []
    assert "archived_at" in shop.read(movie_id).json
    assert "rent" not in shop.read(movie_id).json["links"]


def test_archiving_twice_or_what_is_not_there_is_not_found(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]
    shop.archive(movie_id)

    # When
    answers = [shop.archive(movie_id), shop.archive(new_id()), shop.archive("no-id-at-all")]

    # Then
    assert [(answer.status, answer.json["code"]) for answer in answers] == [(404, "not-found")] * 3
    assert len([row for row in shop.outbox.rows if row.message.type == "movies.archived"]) == 1


def test_developers_are_told_on_the_topic_and_on_that_of_each_genre(shop: Shop):
    # When
    movie_id = shop.add().json["id"]
    shop.archive(movie_id)

    # Then
    messages = [row.message for row in shop.outbox.rows]
    assert [message.topic for message in messages] == [
        "movies.added",
        "movies.added.comedy",
        "movies.added.drama",
        "movies.archived",
    ]
    assert len({message.event_id for message in messages}) == 2
    data = messages[0].data
    assert set(data) == {"event_id", "type", "occurred_at", "movie_id", "title", "url"}
    assert data["url"] == f"https://api.test/v1/movies/{movie_id}"
    assert data["title"] == "The Kid"
    assert shop.relay.wakes == 2


def test_the_data_of_the_longest_title_fits_a_topic_message(shop: Shop):
    # When
    shop.add(title={"fr": "🎬" * 300}, original_title="x")

    # Then
    assert sum(len(key + value) for key, value in shop.outbox.rows[0].message.data.items()) < 2048
    assert sum(len((key + value).encode()) for key, value in shop.outbox.rows[0].message.data.items()) < 2048


def test_genres_tell_how_many_films_have_them(shop: Shop):
    # Given
    shop.archive(shop.add().json["id"])
    shop.add(genres=["comedy"])

    # When
    answer = shop.call("GET", "/genres")

    # Then
    assert {genre["id"]: genre["count"] for genre in answer.json["items"]} == {"comedy": 1, "drama": 0, "horror": 0}
