"""The plans of search are by index, at a size at which PostgreSQL has the choice."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from databases import FUNCTIONS
from movies.adapters.postgres_search import search_question
from movies.models import SearchQuery
from videoclub.drivers.postgres import Postgres
from videoclub_local.bench.film_loading import load_films
from videoclub_local.bench.generated_films import Film, GeneratedFilms
from videoclub_local.migrations import apply_sql
from videoclub_local.provision import provision_postgres
from videoclub_local.stores.postgres import PostgresStore

FILMS, PEOPLE = 4_000, 2_000


@pytest.fixture(scope="module")
def shop(postgres_store: PostgresStore) -> Iterator[tuple[Postgres, list[Film]]]:
    name = f"movies_{secrets.token_hex(4)}"
    url = provision_postgres(postgres_store.admin_url, {name: secrets.token_urlsafe()})[name]
    apply_sql(url, FUNCTIONS / "movies" / "migrations")
    postgres = Postgres(url)
    yield postgres, load_films(url, GeneratedFilms(FILMS, PEOPLE))
    postgres.close()


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
    ],
)
def test_films_are_found_by_index(shop: tuple[Postgres, list[Film]], asked: dict[str, str], index: str):
    # Given
    postgres, films = shop
    query = SearchQuery.model_validate({name: text.format(title=films[0].title_en) for name, text in asked.items()})
    statement, values = search_question(query, None, datetime.now(UTC))

    # When
    with postgres.transaction() as connection:
        explained = connection.execute("explain (format json) " + statement, values).fetchone()  # pyright: ignore[reportArgumentType, reportCallIssue]

    # Then
    assert explained
    plan = explained["QUERY PLAN"]
    found = list(nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    assert index in {node.get("Index Name") for node in found}
    scanned = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
    assert scanned.isdisjoint({"search_documents", "search_words", "people", "credits", "movies"})
