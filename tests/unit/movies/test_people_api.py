"""People are found by name and tell their films."""

from urllib.parse import parse_qs, urlsplit

from videoclub.ids import new_id

from .conftest import Shop


def test_a_person_tells_the_films_they_directed_and_act_in(shop: Shop):
    # Given
    chaplin = [{"name": "Charlie Chaplin"}]
    kid = shop.add(directors=chaplin, cast=[chaplin[0] | {"character": "The tramp"}]).json
    later = shop.add(year=1940, title={"en": "The Great Dictator"}, directors=chaplin).json
    gone = shop.add(directors=chaplin).json
    shop.archive(gone["id"])
    person_id = kid["directors"][0]["person_id"]

    # When
    answer = shop.call("GET", "/people/{person_id}", path={"person_id": person_id})

    # Then
    assert answer.status == 200
    assert (answer.json["id"], answer.json["name"]) == (person_id, "Charlie Chaplin")
    assert [movie["id"] for movie in answer.json["directed"]] == [later["id"], kid["id"]]
    assert [(movie["id"], movie["character"]) for movie in answer.json["acted_in"]] == [(kid["id"], "The tramp")]
    assert answer.json["links"]["movies"] == f"https://api.test/v1/movies?person_id={person_id}"


def test_nobody_is_not_found(shop: Shop):
    # When
    answers = [shop.call("GET", "/people/{person_id}", path={"person_id": one}) for one in (new_id(), "nobody")]

    # Then
    assert [answer.json["code"] for answer in answers] == ["not-found"] * 2


def test_people_are_listed_by_name_page_by_page(shop: Shop):
    # Given
    shop.add(cast=[{"name": name} for name in ("Buster Keaton", "Brigitte Helm", "Asta Nielsen")])

    # When
    first = shop.call("GET", "/people", query={"limit": "2"})
    cursor = parse_qs(urlsplit(first.json["next"]).query)["cursor"][0]
    second = shop.call("GET", "/people", query={"limit": "2", "cursor": cursor})
    found = shop.call("GET", "/people", query={"q": "keaton"})
    foreign = shop.call("GET", "/people", query={"q": "keaton", "cursor": cursor})

    # Then
    names = [[person["name"] for person in answer.json["items"]] for answer in (first, second, found)]
    assert names == [["Asta Nielsen", "Brigitte Helm"], ["Buster Keaton"], ["Buster Keaton"]]
    assert foreign.json["errors"][0]["code"] == "foreign_cursor"
