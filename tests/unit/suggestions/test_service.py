"""The lists as others see them: the internal operation, the public lists."""

from datetime import timedelta

import pytest

import suggestions.internal


@pytest.fixture
def built(service):
    """Three customers, their lists made."""
    for customer, films in {"ann": "a b", "bob": "a b c", "cleo": "d"}.items():
        service.rented(customer, films)
    service.rebuild()
    return service


def test_a_customer_gets_films_that_follow_from_theirs_with_the_reason(built):
    # When
    answer = built.suggest("ann")

    # Then
    [first, *_] = answer["items"]
    assert (first["movie_id"], first["source"]) == ("c", "personal")
    assert first["reason"]["kind"] == "because_you_watched"
    assert set(first["reason"]["movie_ids"]) <= {"a", "b"}
    assert (answer["source"], {item["movie_id"] for item in answer["items"]}) == ("personal", {"c", "d"})
    assert answer["generated_at"]


def test_scores_fall_along_the_list(built):
    scores = [item["score"] for item in built.suggest("ann")["items"]]
    assert scores == sorted(scores, reverse=True)


def test_a_customer_who_rented_everything_gets_an_honest_empty_list(service):
    # Given
    service.rented("ann", "a b")
    service.rebuild()

    # When
    answer = service.suggest("ann")

    # Then
    assert (answer["items"], answer["source"]) == ([], "personal")


def test_an_unknown_customer_gets_what_trends(built):
    # When
    answer = built.suggest("somebody new", limit=2)

    # Then
    assert answer["source"] == "trending"
    assert [item["reason"]["kind"] for item in answer["items"]] == ["popular", "popular"]


def test_an_empty_platform_has_an_honest_list(service):
    # When
    before = service.suggest("ann")
    run = service.rebuild()
    after = service.suggest("ann")

    # Then
    assert before == {"items": [], "trending": [], "generated_at": None, "source": "trending"}
    assert after["items"] == []
    assert after["generated_at"] is not None
    assert (run["state"], run["customers"], run["model"]["version"]) == ("done", 0, None)


def test_without_the_store_what_trended_last_is_served_and_says_so(built):
    # Given
    built.lists.reachable = False

    # When
    answer, trending = built.suggest("ann"), built.get("/trending")

    # Then: never what the customer rented
    assert (answer["source"], {item["movie_id"] for item in answer["items"]}) == ("fallback", {"c", "d"})
    assert (trending.status, len(trending.json["items"]), trending.json["source"]) == (200, 4, "fallback")
    assert built.get("/movies/{movie_id}/similar", path={"movie_id": "b"}).json["items"] == []


def test_without_any_store_the_list_is_empty_and_says_so(built):
    # Given
    built.lists.reachable = built.trending.reachable = built.histories.reachable = False

    # When / Then
    assert built.suggest("ann") == {"items": [], "trending": [], "generated_at": None, "source": "fallback"}


def test_health_names_the_store(built):
    # When
    def ask():
        return suggestions.internal.handler({"operation": "check_health", "request": {}}, None)["answer"]

    up, built.lists.reachable = ask(), False

    # Then
    assert up["stores"][0]["reachable"] is True
    assert ask()["stores"] == [{"name": "redis", "reachable": False, "latency_ms": None}]


def test_similar_films_name_the_film_they_are_similar_to(built):
    # When
    answer = built.get("/movies/{movie_id}/similar", path={"movie_id": "b"})

    # Then
    assert answer.status == 200
    first = answer.json["items"][0]
    assert (first["movie_id"], first["reason"]) == ("a", {"kind": "rented_together", "movie_ids": ["b"]})
    assert answer.json["source"] == "rentals"
    assert answer.json["self"] == "https://api.test/v1/movies/b/similar"


def test_a_film_nobody_rented_is_similar_to_those_by_its_people(built):
    # Given
    built.add_films("z1", "z2", director="varda")
    built.rebuild()

    # When
    [first, *_] = built.get("/movies/{movie_id}/similar", path={"movie_id": "z1"}).json["items"]

    # Then
    assert (first["movie_id"], first["reason"]["kind"]) == ("z2", "same_director")


def test_a_film_that_is_not_there_has_none_similar(built):
    assert built.get("/movies/{movie_id}/similar", path={"movie_id": "nothing"}).json["items"] == []


def test_trending_comes_in_pages(built):
    # When
    pages = [built.get("/trending", query={"limit": "2"})]
    cursor = pages[0].json["next"].partition("cursor=")[2]
    pages.append(built.get("/trending", query={"limit": "2", "cursor": cursor}))

    # Then
    listed = [item["movie_id"] for page in pages for item in page.json["items"]]
    assert sorted(listed) == ["a", "b", "c", "d"]
    assert "next" not in pages[1].json


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "x"}, {"cursor": "forged"}, {"page": "1"}])
def test_a_wrong_query_is_refused(built, query):
    answer = built.get("/trending", query=query)
    assert (answer.status, answer.json["code"]) == (400, "validation-error")


def test_a_cursor_of_another_list_is_refused(built):
    # Given
    cursor = built.get("/trending", query={"limit": "1"}).json["next"].partition("cursor=")[2]

    # When
    answer = built.get("/movies/{movie_id}/similar", path={"movie_id": "b"}, query={"limit": "1", "cursor": cursor})

    # Then
    assert answer.status == 400


def test_a_new_film_gets_a_chance_and_says_so(service):
    # Given
    service.rented("ann", "a b")
    service.rented("bob", "a b c d e f g")
    service.add_films("premiere", age_days=3)
    service.rebuild()

    # When
    reasons = {item["movie_id"]: item["reason"]["kind"] for item in service.suggest("ann")["items"]}

    # Then
    assert reasons["premiere"] == "new"


def test_a_director_has_no_more_places_than_the_rule_gives(service):
    # Given: one who rented most, and a director who made most
    service.add_films(*"cdefg", director="melies")
    service.rented("ann", "a b")
    for customer in ("bob", "cleo"):
        service.rented(customer, "a b c d e f g h")
    service.rebuild()

    # When
    listed = service.listed("ann")

    # Then
    assert len({*"cdefg"} & {*listed}) == 3
    assert "h" in listed


def test_future_rentals_count_for_nothing(service):
    # Given
    service.rented("ann", "a b")
    soon = service.now + timedelta(days=400)
    service.histories.rentals["ann"].append(type(service.histories.rentals["ann"][0])("c", soon))
    service.add_films("c")

    # When
    service.rebuild()

    # Then
    assert "c" not in [item["movie_id"] for item in service.get("/trending").json["items"]]
