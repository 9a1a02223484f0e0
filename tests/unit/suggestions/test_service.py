"""The service as others see it: the job, the internal operation, the public lists."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import suggestions.internal
from suggestions.adapters.stats_histories import StatsHistories
from suggestions.history import CustomerHistory, Rented
from videoclub.contracts.stats import Histories, History, Viewing
from videoclub.ids import CustomerId, MovieId

NOW = datetime.now(UTC)


def history(customer: str, movies: str) -> CustomerHistory:
    """Films in the order rented, a day apart, the last one yesterday."""
    names = movies.split()
    rentals = [Rented(MovieId(name), NOW - timedelta(days=len(names) - i)) for i, name in enumerate(names)]
    return CustomerHistory(CustomerId(customer), rentals)


@pytest.fixture
def built(service):
    """Three customers, their lists made."""
    service.histories.histories = [history("ann", "a b"), history("bob", "a b c"), history("cleo", "d")]
    service.summary = service.rebuild()
    return service


def test_the_job_says_what_it_made(built):
    assert built.summary["customers"] == 3
    assert built.summary["movies"] == 3
    assert built.summary["seconds"] >= 0
    assert built.lists.run["customers"] == 3
    assert built.lists.run["version"] == built.lists.trending.version


def test_a_customer_gets_films_that_follow_from_theirs_with_the_reason(built):
    # When
    answer = built.suggest("ann")

    # Then
    first, second = answer["items"]
    assert (first["movie_id"], first["source"]) == ("c", "personal")
    assert first["reason"] == {"kind": "because_you_watched", "movie_ids": ["b", "a"]}
    assert (second["movie_id"], second["source"]) == ("d", "trending")
    assert second["reason"] == {"kind": "popular", "movie_ids": []}
    assert answer["source"] == "personal"
    assert answer["generated_at"]


def test_without_co_rentals_the_list_is_what_trends_less_what_was_rented(built):
    # When
    answer = built.suggest("cleo")

    # Then
    assert answer["source"] == "trending"
    assert {item["movie_id"] for item in answer["items"]} == {"a", "b", "c"}


def test_a_customer_who_rented_everything_gets_an_honest_empty_list(service):
    # Given
    service.histories.histories = [history("ann", "a b")]
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
    service.rebuild()
    after = service.suggest("ann")

    # Then
    assert before == {"items": [], "trending": [], "generated_at": None, "source": "trending"}
    assert after["items"] == []
    assert after["generated_at"] is not None


def test_without_the_store_the_list_is_empty_and_says_so(built):
    # Given
    built.lists.reachable = False

    # When
    answer, trending = built.suggest("ann"), built.get("/trending")

    # Then
    assert answer == {"items": [], "trending": [], "generated_at": None, "source": "fallback"}
    assert (trending.status, trending.json["items"], trending.json["source"]) == (200, [], "fallback")


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
    assert [item["movie_id"] for item in answer.json["items"]] == ["a", "c"]
    assert answer.json["items"][0]["reason"] == {"kind": "rented_together", "movie_ids": ["b"]}
    assert answer.json["source"] == "rentals"
    assert answer.json["self"] == "https://api.test/v1/movies/b/similar"


def test_a_film_nobody_rented_has_none_similar(built):
    assert built.get("/movies/{movie_id}/similar", path={"movie_id": "z"}).json["items"] == []


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


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), max_size=12))
def test_no_served_list_holds_a_film_the_customer_rented(service, everybody):
    # Given
    service.histories.histories = [history(f"{i}", " ".join(names)) for i, names in enumerate(everybody)]

    # When
    service.rebuild()

    # Then
    for i, names in enumerate(everybody):
        listed = [item["movie_id"] for item in service.suggest(f"{i}")["items"]]
        assert not set(listed) & set(names)
        assert len(listed) == len(set(listed))


class PagedStats:
    """Stats, with two customers a page."""

    def __init__(self, customers: list[str]) -> None:
        self.customers = customers

    def ask(self, operation: Any, request: Any) -> Any:
        begin = 0 if request.after is None else self.customers.index(request.after) + 1
        page = self.customers[begin : begin + 2]
        viewings = [Viewing(movie_id=MovieId("a"), rented_at=NOW)]
        return Histories(
            histories=[History(customer_id=CustomerId(customer), viewings=viewings) for customer in page],
            next=CustomerId(page[-1]) if begin + 2 < len(self.customers) else None,
        )


@pytest.mark.parametrize("customers", [[], ["1"], ["1", "2"], ["1", "2", "3"]])
def test_histories_are_read_page_by_page_to_the_end(customers):
    # When
    histories = list(StatsHistories(PagedStats(customers)).read_histories())

    # Then
    assert [each.customer_id for each in histories] == customers
    assert all(each.rentals == (Rented(MovieId("a"), NOW),) for each in histories)


def test_a_film_rented_again_counts_at_its_last_rental():
    assert history("ann", "a b a c b").movie_ids == ["a", "c", "b"]
