"""How long search takes in PostgreSQL at the size of a large shop, by what is asked, beside its budget."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from movies.adapters.postgres_search import PostgresSearch
from movies.models.movies import SearchQuery
from videoclub.drivers.postgres import Postgres
from videoclub_local.bench.film_loading import load_films
from videoclub_local.bench.generated_films import PRICES, SEED, Film, GeneratedFilms

P50_BUDGET_MS, P99_BUDGET_MS = 20.0, 80.0
FILMS, PEOPLE = 100_000, 30_000
QUERIES = 200
PAGES_DEEP = 50


@dataclass(frozen=True)
class SearchTime:
    """What a kind of question took over QUERIES of it, facets of first pages included."""

    asked: str
    p50_ms: float
    p99_ms: float


def load_shop(url: str, films: int = FILMS, people: int = PEOPLE) -> tuple[list[Film], list[str], float]:
    """Load generated films; gives them, the names of their people, and the seconds that loading took."""
    generated = GeneratedFilms(films, people)
    begun = time.perf_counter()
    loaded = load_films(url, generated)
    return loaded, generated.names, time.perf_counter() - begun


def measure_search(url: str, films: list[Film], names: list[str]) -> list[SearchTime]:
    """Ask each kind of question QUERIES times, drawn from what there is to find."""
    pick = random.Random(SEED)  # noqa: S311 - which films to ask for
    store = PostgresSearch(Postgres(url))

    def title() -> str:
        return pick.choice(films).title_en

    questions: dict[str, Callable[[], dict[str, Any]]] = {
        "exact title": lambda: {"q": title()},
        "title with a typing error": lambda: {"q": _mistyped(title(), pick)},
        "beginning of a title": lambda: {"q": title()[: pick.randint(3, 10)].strip()},
        "person": lambda: {"q": pick.choice(names)},
        "person with a typing error": lambda: {"q": _mistyped(pick.choice(names), pick)},
        "director by name": lambda: {"director": pick.choice(names)},
        "title and filters": lambda: {"q": title(), "genre": "drama", "year_min": 1950},
        "filters": lambda: {"genre": pick.choice(["drama", "horror"]), "language": "fr", "year_min": 1950},
        "country": lambda: {"country": pick.choice(["US", "FR", "JP"])},
        "price and length": lambda: {"price_max": pick.choice(PRICES), "runtime_max": pick.choice([45, 90, 120])},
        "no question, by title": lambda: {"sort": "title"},
        "no question, by price": lambda: {"sort": "price"},
    }
    times = [_measure(store, asked, question) for asked, question in questions.items()]
    return [*times, _measure_deep_pages(store)]


def _measure(store: PostgresSearch, asked: str, question: Callable[[], dict[str, Any]]) -> SearchTime:
    now = datetime.now(UTC)
    took_ms: list[float] = []
    for _ in range(QUERIES):
        query = SearchQuery.model_validate(question())
        begun = time.perf_counter()
        store.find_movies(query, None, now)
        took_ms.append((time.perf_counter() - begun) * 1000)
    return _summary(asked, took_ms)


def _measure_deep_pages(store: PostgresSearch) -> SearchTime:
    now = datetime.now(UTC)
    took_ms: list[float] = []
    query, after = SearchQuery(sort="-year", limit=100), None
    for number in range(PAGES_DEEP + QUERIES):
        begun = time.perf_counter()
        after = store.find_movies(query, after, now).positions[-1]
        if number >= PAGES_DEEP:
            took_ms.append((time.perf_counter() - begun) * 1000)
    return _summary(f"page {PAGES_DEEP} and behind, 100 films each", took_ms)


def _summary(asked: str, took_ms: list[float]) -> SearchTime:
    hundredths = statistics.quantiles(took_ms, n=100)
    return SearchTime(asked, hundredths[49], hundredths[98])


def _mistyped(words: str, pick: random.Random) -> str:
    """With one letter left out of the longest word."""
    longest = max(words.split(), key=len)
    place = pick.randrange(len(longest))
    return words.replace(longest, longest[:place] + longest[place + 1 :])
