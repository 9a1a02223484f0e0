"""The plans of search are by index, at a size at which PostgreSQL has the choice."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from movies.adapters.postgres_search import search_question
from movies.models.movies import SearchQuery

from .conftest import GeneratedShop


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"q": "{title}"}, "search_documents_by_word"),
        ({"sort": "title"}, "search_documents_by_title"),
        ({"sort": "-year"}, "search_documents_by_year"),
        ({"sort": "price"}, "search_documents_by_price"),
        ({"sort": "-added"}, "search_documents_by_added"),
        ({"genre": "drama", "sort": "title"}, "search_documents_by_title"),
        ({"director": "{title}"}, "people_by_word"),
        ({"genre": "drama", "language": "fr"}, "film_counts_pkey"),
    ],
)
def test_films_are_found_by_index(generated_shop: GeneratedShop, asked: dict[str, str], index: str):
    # Given
    title = generated_shop.films[0].title_en
    query = SearchQuery.model_validate({name: text.format(title=title) for name, text in asked.items()})
    statement, values = search_question(query, None, datetime.now(UTC))

    # When
    with generated_shop.postgres.transaction() as connection:
        explained = connection.execute("explain (format json) " + statement, values).fetchone()  # pyright: ignore[reportArgumentType, reportCallIssue]

    # Then
    assert explained
    plan = explained["QUERY PLAN"]
    found = list(nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    assert index in {node.get("Index Name") for node in found}
    scanned = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
    assert scanned.isdisjoint({"search_documents", "search_synopses", "search_words", "people", "credits", "movies"})
