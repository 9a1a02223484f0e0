"""Facets are exact: they are what somebody counts who turns all pages, whichever way the films were counted."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from movies.adapters.postgres_movies import PostgresMovies
from movies.adapters.postgres_search import PostgresSearch
from movies.models.movies import SearchQuery
from movies.movie import Media, Movie, NewMovie, Terms
from movies.ports.movies import FacetCounts
from videoclub.ids import MovieId, new_id
from videoclub.values import Money, Text

from .conftest import GeneratedShop

NOW = datetime.now(UTC)
OWN_FILTERS = {"genres": ("genre",), "decades": ("year_min", "year_max"), "languages": ("language",)}
QUESTIONS: list[dict[str, Any]] = [
    {"genre": "horror"},
    {"language": "fr", "year_min": 1955, "year_max": 1973},
    {"genre": "war", "language": "de", "year_min": 1931},
    {"country": "JP", "genre": "drama", "year_max": 2001},
    {"genre": "western", "show_archived": True},
    {"price_max": "0.99", "genre": "comedy"},
    {"runtime_max": 30, "language": "it", "year_min": 1940},
    {"q": "the", "genre": "musical", "language": "fr"},
    {"q": "la", "year_min": 1981, "year_max": 1989},
    {"q": "b", "country": "FR", "language": "fr", "year_max": 1969},
]


def films_of(search: PostgresSearch, **query: Any) -> Iterator[Movie]:
    """Every film found, page by page."""
    asked, after, more = SearchQuery.model_validate({"limit": 100, **query}), None, True
    while more:
        page = search.find_movies(asked, after, NOW)
        yield from page.movies
        after, more = page.positions[-1] if page.positions else None, page.has_more


def counted_by_hand(search: PostgresSearch, query: dict[str, Any]) -> dict[str, Counter[str]]:
    def films(facet: str) -> list[Movie]:
        return list(
            films_of(search, **{name: value for name, value in query.items() if name not in OWN_FILTERS[facet]})
        )

    return {
        "genres": Counter(genre for film in films("genres") for genre in film.genres),
        "decades": Counter(str(film.year // 10 * 10) for film in films("decades")),
        "languages": Counter(language for film in films("languages") for language in film.languages),
    }


def facets(search: PostgresSearch, query: dict[str, Any]) -> dict[str, Counter[str]]:
    counts = search.find_movies(SearchQuery.model_validate(query), None, NOW).facets
    assert isinstance(counts, FacetCounts)
    return {facet: Counter(dict(getattr(counts, facet))) for facet in OWN_FILTERS}


@pytest.mark.parametrize("query", QUESTIONS, ids=str)
def test_facets_are_what_turning_all_pages_counts(generated_shop: GeneratedShop, query: dict[str, Any]):
    search = PostgresSearch(generated_shop.postgres)
    by_hand = counted_by_hand(search, query)
    assert sum(by_hand["genres"].values()) > 0
    assert facets(search, query) == by_hand


def film(**changes: Any) -> NewMovie:
    title = Text(en="Followed")
    return NewMovie(title, 1921, 60, price=Money.eur("2.49"), original_title="Followed", **changes)


def test_facets_follow_every_change_of_a_film(generated_shop: GeneratedShop):
    # Given a film of a country that no other film has
    search, store = PostgresSearch(generated_shop.postgres), PostgresMovies(generated_shop.postgres)
    query, movie_id = {"genre": "war", "country": "AQ"}, MovieId(new_id())
    terms = Terms(timedelta(days=30), timedelta(hours=48))

    # When it is added
    new = film(genres=("war", "drama"), languages=("fr", "hi"), countries=("AQ", "FR"))
    store.insert_movie(movie_id, new, terms, Media("clips/heart.mp4", 45), [], by=None, now=NOW)

    # Then
    assert facets(search, query)["languages"] == {"fr": 1, "hi": 1}

    # When it changes
    movie = store.read_movie(movie_id, NOW)
    assert movie
    changed = film(genres=("war",), languages=("hi",), countries=("AQ",))
    assert store.update_movie(movie, changed, terms, lambda prices: [], by=None, now=NOW)

    # Then
    assert facets(search, query) == {"genres": {"war": 1}, "decades": {"1920": 1}, "languages": {"hi": 1}}

    # When it is archived
    store.archive_movie(movie_id, [], by=None, now=NOW)

    # Then
    assert facets(search, query) == {"genres": {}, "decades": {}, "languages": {}}
    assert facets(search, query | {"show_archived": True})["genres"] == {"war": 1}

    # When it is restored
    store.restore_movie(movie_id, [], by=None, now=NOW)

    # Then
    assert facets(search, query)["decades"] == {"1920": 1}
