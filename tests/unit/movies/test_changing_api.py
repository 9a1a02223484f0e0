"""An admin changes, archives and restores films; nobody's change is lost under another's."""

import pytest

from gateway import token
from videoclub.identity import Role
from videoclub.ids import new_id

from .conftest import Shop


def test_what_a_patch_names_changes_and_the_rest_stays(shop: Shop):
    # Given
    people = {"directors": [{"name": "Charlie Chaplin"}], "cast": [{"name": "Jackie Coogan", "character": "The kid"}]}
    added = shop.add(**people, synopsis={"en": "A tramp.", "fr": "Un vagabond."}, countries=["US"])

    # When
    changed = shop.change(added.json["id"], {"year": 1922, "synopsis": {"fr": None}, "genres": ["comedy"]})

    # Then
    assert changed.status == 200
    assert changed.json == added.json | {"year": 1922, "synopsis": {"en": "A tramp."}, "genres": ["comedy"]}
    assert changed.headers["etag"] != added.headers["etag"]
    assert shop.read(added.json["id"]).json == changed.json


def test_null_removes_what_may_be_absent(shop: Shop):
    # Given
    optional = {
        "synopsis": {"en": "A tramp."},
        "countries": ["US"],
        "directors": [{"name": "Charlie Chaplin"}],
        "rental_terms": {"watch_within": "PT24H"},
        "original_title": "The original",
        "poster_url": "https://api.test/v1/assets/posters/the-kid.svg",
    }
    added = shop.add(**optional)
    assert added.json["poster_url"] == optional["poster_url"]

    # When
    changed = shop.change(added.json["id"], dict.fromkeys(optional))

    # Then
    assert "synopsis" not in changed.json
    assert "poster_url" not in changed.json
    assert (changed.json["countries"], changed.json["directors"]) == ([], [])
    assert changed.json["rental_terms"] == {"start_within": "P30D", "watch_within": "PT48H"}
    assert changed.json["original_title"] == "The Kid"


def test_a_title_of_one_language_can_be_removed_but_not_both(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]

    # When
    one, both = shop.change(movie_id, {"title": {"fr": None}}), shop.change(movie_id, {"title": {"en": None}})

    # Then
    assert one.json["title"] == {"en": "The Kid"}
    assert (both.status, both.json["errors"][0]["pointer"]) == (400, "/title")


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"surprise": True}, "/surprise"),
        ({"id": "another"}, "/id"),
        ({"title": {"de": "Das Kind"}}, "/title/de"),
        ({"year": None}, "/year"),
        ({"price": None}, "/price"),
        ({"genres": []}, "/genres"),
        ({"genres": ["comedy", "nonsense"]}, "/genres/1"),
        ({"runtime_min": "68"}, "/runtime_min"),
        ({"price": {"amount": "-1.00", "currency": "EUR"}}, "/price/amount"),
        ({"directors": [{"person_id": "00000000-0000-4000-8000-000000000000"}]}, "/directors/0/person_id"),
        ({"poster_url": "https://elsewhere.test/poster.svg"}, "/poster_url"),
        ({"poster_url": "https://api.test/v1/assets/../secret"}, "/poster_url"),
    ],
)
def test_a_faulty_patch_is_named_and_changes_nothing(shop: Shop, patch: dict[str, object], pointer: str):
    # Given
    added = shop.add()

    # When
    answer = shop.change(added.json["id"], patch)

    # Then
    assert answer.json["code"] == "validation-error"
    assert pointer in [error["pointer"] for error in answer.json["errors"]]
    assert shop.read(added.json["id"]).json == added.json


def test_of_two_changes_of_one_state_the_second_is_refused(shop: Shop):
    # Given
    added = shop.add()
    movie_id, etag = added.json["id"], added.headers["etag"]
    shop.change(movie_id, {"year": 1922}, if_match=etag)

    # When
    stale = shop.change(movie_id, {"year": 1923}, if_match=etag)

    # Then
    assert (stale.status, stale.json["code"]) == (412, "precondition-failed")
    assert shop.read(movie_id).json["year"] == 1922


def test_if_match_may_list_tags_or_take_any_state(shop: Shop):
    # Given
    added = shop.add()
    movie_id, etag = added.json["id"], added.headers["etag"]

    # When
    answers = [
        shop.change(movie_id, {"year": 1923}, if_match=f"W/{etag}"),
        shop.change(movie_id, {"year": 1922}, if_match=f'"other", {etag}'),
        shop.change(movie_id, {"year": 1923}, if_match="*"),
    ]

    # Then
    assert [answer.status for answer in answers] == [412, 200, 200]


def test_a_patch_states_its_base_and_its_media_type(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]
    merge_patch = {"Content-Type": "application/merge-patch+json"}

    # When
    without_base = shop.change(movie_id, {"year": 1922}, headers=merge_patch)
    as_json = shop.change(movie_id, {}, headers={"Content-Type": "application/json", "If-Match": "*"})
    nowhere = shop.change(new_id(), {"year": 1922}, if_match="*")

    # Then
    assert (without_base.status, without_base.json["code"]) == (428, "precondition-required")
    assert (as_json.status, as_json.json["code"]) == (415, "unsupported-media-type")
    assert nowhere.status == 404


def test_another_price_takes_effect_at_once_and_is_told(shop: Shop):
    # Given
    movie_id = shop.add_earlier()
    wakes = shop.relay.wakes

    # When
    changed = shop.change(movie_id, {"price": {"amount": "1.99", "currency": "EUR"}})
    shop.change(movie_id, {"price": {"amount": "1.99"}})

    # Then
    assert changed.json["price"]["amount"] == "1.99"
    told = [row.message.data for row in shop.outbox.rows if row.message.type == "movies.price-changed"]
    assert [(data["old_amount"], data["new_amount"]) for data in told] == [("2.49", "1.99")]
    assert shop.relay.wakes == wakes + 1


def test_a_restored_film_is_on_offer_again_and_developers_are_told(shop: Shop):
    # Given
    added = shop.add()
    movie_id = added.json["id"]
    shop.archive(movie_id)

    # When
    answer = shop.restore(movie_id)

    # Then
    assert (answer.status, answer.json) == (200, added.json)
    assert [item["id"] for item in shop.search().json["items"]] == [movie_id]
    assert [row.message.type for row in shop.outbox.rows][-1] == "movies.restored"
    assert shop.relay.wakes == 3


def test_only_what_is_archived_can_be_restored(shop: Shop):
    # Given
    movie_id = shop.add().json["id"]

    # When
    on_offer, nowhere = shop.restore(movie_id), shop.restore(new_id())

    # Then
    assert (on_offer.status, on_offer.json["code"]) == (409, "movie-not-archived")
    assert (nowhere.status, nowhere.json["code"]) == (404, "not-found")


def test_archiving_may_be_tied_to_a_state(shop: Shop):
    # Given
    added = shop.add()
    movie_id = added.json["id"]
    shop.change(movie_id, {"year": 1922})

    # When
    stale = shop.archive(movie_id, headers={"If-Match": added.headers["etag"]})
    fresh = shop.archive(movie_id, headers={"If-Match": shop.read(movie_id).headers["etag"]})

    # Then
    assert (stale.status, stale.json["code"]) == (412, "precondition-failed")
    assert fresh.status == 204


@pytest.mark.parametrize(
    ("method", "resource"),
    [
        ("PATCH", "/movies/{movie_id}"),
        ("POST", "/movies/{movie_id}/restore"),
        ("GET", "/movies/{movie_id}/prices"),
        ("POST", "/movies/{movie_id}/prices"),
        ("DELETE", "/movies/{movie_id}/prices/{price_id}"),
    ],
)
def test_only_admins_may(shop: Shop, method: str, resource: str):
    # Given
    path = {"movie_id": new_id(), "price_id": new_id()}
    customer = token(new_id(), Role.CUSTOMER)

    # When
    answers = [shop.call(method, resource, path=path, token=caller) for caller in (customer, None)]

    # Then
    assert [answer.status for answer in answers] == [403, 401]
