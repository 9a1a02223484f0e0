"""Insights in PostgreSQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from users.adapters.insight_statements import COHORTS, FAVOURITE_GENRES, RFM, TOP_SPENDERS, USUAL_GAPS
from users.adapters.patience import patient_transaction
from users.insight import (
    Cohort,
    Cohorts,
    FavouriteGenres,
    GenreFans,
    InsightName,
    Measure,
    Quintile,
    Rfm,
    RfmCell,
    TopSpender,
)
from users.ports.insights import Insight, KeptInsight
from videoclub.clock import rfc3339
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import AccountId
from videoclub.type_adapters import type_adapter

DEADLINE_S = 25.0
COMPUTING_DEADLINE_S = 100.0
"""For the hourly job; a request would be given up before, and finds what the job has made."""
COHORTS_MAX = 24

_KEPT: dict[InsightName, type[Any]] = {
    "rfm": Rfm,
    "cohorts": Cohorts,
    "favourite_genres": FavouriteGenres,
}
_FIND = "SELECT computed_at, took_s, answer FROM insights WHERE name = %s"
_KEEP = """
    INSERT INTO insights (name, computed_at, took_s, answer) VALUES (%(name)s, %(computed_at)s, %(took_s)s, %(answer)s)
    ON CONFLICT (name) DO UPDATE
    SET computed_at = excluded.computed_at, took_s = excluded.took_s, answer = excluded.answer
    WHERE insights.computed_at < excluded.computed_at
"""


@dataclass(frozen=True)
class PostgresInsights:
    """Asks `customers` and `rentals`, and keeps answers in `insights`."""

    postgres: Postgres

    def compute(self, name: InsightName, *, now: datetime) -> Insight:
        compute: dict[InsightName, Callable[[datetime], Insight]] = {
            "rfm": self._compute_rfm,
            "cohorts": self._compute_cohorts,
            "favourite_genres": self._compute_favourite_genres,
        }
        return compute[name](now)

    def find_kept(self, name: InsightName) -> KeptInsight | None:
        with self.postgres.transaction() as connection:
            row = connection.execute(_FIND, (name,)).fetchone()
        if row is None:
            return None
        return KeptInsight(type_adapter(_KEPT[name]).validate_python(row["answer"]), row["computed_at"], row["took_s"])

    def keep(self, name: InsightName, kept: KeptInsight) -> None:
        from psycopg.types.json import Jsonb

        answer = Jsonb(type_adapter(_KEPT[name]).dump_python(kept.answer, mode="json"))
        values = {"name": name, "computed_at": kept.computed_at, "took_s": kept.took_s, "answer": answer}
        with self.postgres.transaction() as connection:
            connection.execute(_KEEP, values)

    def top_spenders(self, since: datetime, until: datetime, limit: int) -> Sequence[TopSpender]:
        rows = self._ask(TOP_SPENDERS, {"since": since, "until": until, "limit": limit})
        return [
            TopSpender(row["rank"], AccountId(str(row["customer_id"])), row["rented"], row["spent"], row["share"])
            for row in rows
        ]

    def usual_gaps(self, customer_ids: Sequence[AccountId]) -> Mapping[AccountId, float]:
        with self.postgres.transaction() as connection:
            rows = connection.execute(USUAL_GAPS, (list(customer_ids),)).fetchall()
        return {AccountId(str(row["customer_id"])): row["days"] for row in rows}

    def _compute_rfm(self, _: datetime) -> Rfm:
        rows = self._ask(RFM, {}, deadline_s=COMPUTING_DEADLINE_S)
        cells = [
            RfmCell(row["recency"], row["frequency"], row["monetary"], row["customers"], row["spent_in_all"])
            for row in rows
        ]
        quintiles = [
            *_quintiles("recency", rows, "earliest", "latest", rfc3339),
            *_quintiles("frequency", rows, "fewest", "most", str),
            *_quintiles("monetary", rows, "least_spent", "most_spent", str),
        ]
        return Rfm(sum(cell.customers for cell in cells), quintiles, cells)

    def _compute_cohorts(self, now: datetime) -> Cohorts:
        this_month = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1
        months = [_month(this_month - COHORTS_MAX + 1 + place) for place in range(COHORTS_MAX + 1)]
        rows = self._ask(
            COHORTS,
            {"months": months[:-1], "since": months[0], "until": months[-1]},
            deadline_s=COMPUTING_DEADLINE_S,
        )
        return Cohorts([_cohort(row, months) for row in rows])

    def _compute_favourite_genres(self, _: datetime) -> FavouriteGenres:
        return FavouriteGenres(
            [GenreFans(**row) for row in self._ask(FAVOURITE_GENRES, {}, deadline_s=COMPUTING_DEADLINE_S)]
        )

    def _ask(self, statement: str, values: Mapping[str, Any], *, deadline_s: float = DEADLINE_S) -> list[Row]:
        with patient_transaction(self.postgres, deadline_s) as connection:
            return connection.execute(statement, values).fetchall()  # pyright: ignore[reportArgumentType]


def _quintiles(
    measure: Measure, rows: Sequence[Row], lowest: str, highest: str, told: Callable[[Any], str]
) -> Iterable[Quintile]:
    for score in range(5, 0, -1):
        own = [row for row in rows if row[measure] == score]
        if own:
            least, most = min(row[lowest] for row in own), max(row[highest] for row in own)
            yield Quintile(measure, score, sum(row["customers"] for row in own), told(least), told(most))


def _cohort(row: Row, months: Sequence[datetime]) -> Cohort:
    since = COHORTS_MAX - row["month"] + 1
    active = [row["active"].get(str(later), 0) for later in range(since)]
    return Cohort(f"{months[row['month'] - 1]:%Y-%m}", row["customers"], active)


def _month(number: int) -> datetime:
    """The first instant of a month, counted from the beginning of year 0."""
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
