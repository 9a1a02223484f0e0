"""How long questions about customers take in PostgreSQL at the size of a large shop, beside what they may take."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import get_args

from users.adapters.postgres_customers import PostgresCustomers
from users.adapters.postgres_insights import PostgresInsights
from users.customer_query import AllOf, AnyOf, Condition, CustomerQuery, Expression, Not
from users.insight import InsightName
from users.models.customers import ListCustomers
from videoclub.drivers.postgres import Postgres
from videoclub_local.bench.customer_loading import LAST_DAY
from videoclub_local.bench.generated_films import SEED

CUSTOMERS = 1_000_000
QUESTIONS = 60
COUNTS = 10
INSIGHTS = 3
PAGE = 21
FILTER_AIM_MS, SEGMENT_AIM_MS, INSIGHT_AIM_MS = 20.0, 150.0, 3_000.0


@dataclass(frozen=True)
class AnswerTime:
    """What a kind of question took; `aim_ms` is what its median may take, None where nothing was set."""

    asked: str
    p50_ms: float
    p99_ms: float
    aim_ms: float | None


def measure_customers(url: str) -> Iterator[AnswerTime]:
    """Ask each kind of question, with values drawn anew each time."""
    postgres = Postgres(url)
    customers = PostgresCustomers(postgres)
    for asked, question in _filters().items():
        yield _measure(asked, FILTER_AIM_MS, QUESTIONS, _page_of(customers, question))
    for asked, expression in _segments().items():
        query = CustomerQuery(expression)
        yield _measure(f"segment: {asked}", SEGMENT_AIM_MS, QUESTIONS, _page_of(customers, lambda query=query: query))
        yield _measure(f"segment: {asked}, counted", None, COUNTS, lambda query=query: customers.count_customers(query))
    insights = PostgresInsights(postgres)
    for name in get_args(InsightName.__value__):
        yield _measure(
            f"insight: {name}", INSIGHT_AIM_MS, INSIGHTS, lambda name=name: insights.compute(name, now=LAST_DAY)
        )
    for days in (30, 365):
        since = LAST_DAY - timedelta(days=days)
        yield _measure(
            f"insight: top spenders of {days} days",
            INSIGHT_AIM_MS,
            INSIGHTS,
            lambda since=since: insights.top_spenders(since, LAST_DAY, 20),
        )
    lapsed = Condition("last_rented_at", "<", LAST_DAY - timedelta(days=90))
    yield _measure(
        "insight: lapsed", INSIGHT_AIM_MS, QUESTIONS, _page_of(customers, lambda: CustomerQuery(lapsed, sort="-spent"))
    )
    postgres.close()


def _filters() -> dict[str, Callable[[], CustomerQuery]]:
    pick = random.Random(SEED)  # noqa: S311 - what to ask for

    def ago(days: int) -> str:
        return (LAST_DAY - timedelta(days=pick.randrange(days))).isoformat()

    def asked(**filters: str) -> CustomerQuery:
        return ListCustomers.model_validate(filters).asked

    def letters(length: int) -> str:
        return "".join(pick.choice("bcdlmnrst" if place % 2 == 0 else "aeiou") for place in range(length))

    return {
        "all, the newest first": asked,
        "all, by name": lambda: asked(sort="display_name"),
        "q: a word": lambda: asked(q=letters(5)),
        "q: three letters": lambda: asked(q=letters(3)),
        "q: two letters": lambda: asked(q=letters(2)),
        "q: an address": lambda: asked(q=f"{letters(4)} {pick.randrange(1_000_000)}@example.com"),
        "country": lambda: asked(country=pick.choice(("FR", "US", "JP"))),
        "locale": lambda: asked(locale=pick.choice(("fr", "en"))),
        "created_after, created_before": lambda: asked(created_after=ago(700), created_before=ago(30)),
        "status": lambda: asked(status="suspended"),
        "tag": lambda: asked(tag=pick.choice(("newsletter", "vip", "press"))),
        "rented_min": lambda: asked(rented_min=str(pick.randrange(80))),
        "rented_min, rented_max": lambda: asked(rented_min="40", rented_max="41"),
        "spent_min": lambda: asked(spent_min=str(pick.randrange(200))),
        "spent_max": lambda: asked(spent_max=str(pick.randrange(5))),
        "last_rented_before": lambda: asked(last_rented_before=ago(600)),
        "last_rented_after": lambda: asked(last_rented_after=ago(60)),
        "favourite_genre": lambda: asked(favourite_genre=pick.choice(("drama", "western"))),
        "sort: -spent": lambda: asked(country="FR", sort="-spent"),
        "rented much, spent little": lambda: asked(rented_min="40", spent_max="20"),
        "five at once": lambda: asked(
            country="FR", tag="vip", rented_min="5", last_rented_after=ago(200), favourite_genre="drama"
        ),
    }


def _segments() -> dict[str, Expression]:
    months = LAST_DAY - timedelta(days=90)
    return {
        "at risk": AllOf(
            (
                Condition("rented", ">=", 10),
                Condition("last_rented_at", "<", months),
                Not(AnyOf((Condition("status", "=", "suspended"), Condition("tag", "in", ("press", "student"))))),
            )
        ),
        "big or new": AnyOf(
            (
                AllOf((Condition("spent", ">", Decimal(100)), Condition("country", "in", ("FR", "BE")))),
                AllOf((Condition("created_at", ">=", LAST_DAY - timedelta(days=7)), Condition("rented", ">", 0))),
            )
        ),
        "few": AllOf(
            (
                Condition("tag", "=", "press"),
                AnyOf((Condition("favourite_genre", "=", "horror"), Condition("birth_year", "<", 1960))),
                Not(AllOf((Condition("country", "!=", "FR"), Condition("locale", "=", "en")))),
                Not(Condition("rented", "=", 0)),
            )
        ),
    }


def _page_of(customers: PostgresCustomers, question: Callable[[], CustomerQuery]) -> Callable[[], object]:
    return lambda: customers.find_customers(question(), None, PAGE)


def _measure(asked: str, aim_ms: float | None, times: int, ask: Callable[[], object]) -> AnswerTime:
    took_ms: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        ask()
        took_ms.append((time.perf_counter() - begun) * 1000)
    hundredths = statistics.quantiles(took_ms, n=100, method="inclusive")
    return AnswerTime(asked, hundredths[49], hundredths[98], aim_ms)
