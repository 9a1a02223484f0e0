"""A day of rentals copied into PostgreSQL beside the viewings, and added up there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, LiteralString

from stats.adapters import day_statements as statements
from stats.adapters.long_transactions import long_transaction
from stats.day_figures import (
    DROP_OFF_BINS,
    CountryFigures,
    DayFigures,
    Differences,
    HourFigures,
    MovieFigures,
)
from stats.periods import Period
from videoclub.contracts.rental import RentalFact
from videoclub.drivers.postgres import Postgres, Row
from videoclub.ids import CustomerId, MovieId

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from psycopg import Connection

type ReadRows = Callable[[LiteralString], Iterator[Row]]

STATEMENT_DEADLINE_S = 600.0
"""A day of millions is added up in minutes; nobody waits for it but the bot, whose time is Lambda's."""


@dataclass(frozen=True)
class PostgresDays:
    """The DayStore on PostgreSQL. Each shard is staged on a connection of its own."""

    postgres: Postgres

    def begin_day(self, day: date, *, since: datetime) -> set[int]:
        with self._transaction() as connection:
            connection.execute(statements.FORGET_STALE_SHARDS, {"day": day, "since": since})
            return {row["shard"] for row in connection.execute(statements.STAGED_SHARDS, {"day": day})}

    def stage_shard(self, day: date, shard: int, pages: Iterable[Sequence[RentalFact]], *, now: datetime) -> None:
        own = Postgres(self.postgres.url)
        values = {"day": day, "shard": shard, "now": now}
        try:
            with long_transaction(own, seconds=STATEMENT_DEADLINE_S) as connection:
                connection.execute(statements.LOCK_SHARD, values)
                connection.execute(statements.EMPTY_SHARD, values)
                with connection.cursor() as cursor, cursor.copy(statements.COPY_SHARD) as copy:
                    prefix = f"{day.isoformat()}\t{shard}\t"
                    for page in pages:
                        copy.write("".join(prefix + _copied(rental) for rental in page))
                connection.execute(statements.MARK_SHARD, values)
        finally:
            own.close()

    def take_in(self, day: Period) -> Differences:
        with self._transaction() as connection:
            connection.execute("analyze staged_rentals")
            [found] = connection.execute(statements.DIFFERENCES, _values(day)).fetchall()
            connection.execute(statements.TAKE_IN, _values(day))
        return Differences(**found)

    def customers_without_country(self, day: date, *, limit: int, asked_since: datetime) -> list[CustomerId]:
        values = {"day": day, "limit": limit, "asked_since": asked_since}
        with self._transaction() as connection:
            return [CustomerId(row["customer_id"]) for row in connection.execute(statements.WITHOUT_COUNTRY, values)]

    def record_countries(self, countries: Mapping[CustomerId, str | None], *, now: datetime) -> None:
        customer_ids = sorted(countries)
        values = {"customer_ids": customer_ids, "countries": [countries[each] for each in customer_ids], "now": now}
        with self._transaction() as connection:
            connection.execute(statements.RECORD_COUNTRIES, values)

    def add_up(self, day: Period) -> DayFigures:
        values = _values(day)
        with self._transaction() as connection:
            connection.execute(statements.FORGET_CUSTOMERS, values)
            connection.execute(statements.REMEMBER_CUSTOMERS, values)
        with self._transaction() as connection:
            return _figures(connection, values)

    def forget_day(self, day: date) -> None:
        with self._transaction() as connection:
            connection.execute(statements.FORGET_SHARDS, {"day": day})
            connection.execute(statements.FORGET_RENTALS, {"day": day})

    def forget_days(self, before: datetime) -> int:
        with self._transaction() as connection:
            connection.execute(statements.FORGET_OLD_SHARDS, {"before": before})
            return connection.execute(statements.FORGET_LEFT_RENTALS).rowcount

    def count_customers(self, days: Sequence[date]) -> tuple[int, int, dict[str, int]]:
        with self._transaction() as connection:
            rows = connection.execute(statements.CUSTOMERS_BY_COUNTRY, {"days": list(days)}).fetchall()
        customers, new = (sum(row[name] for row in rows) for name in ("customers", "new_customers"))
        return customers, new, {row["country"]: row["customers"] for row in rows}

    def _transaction(self) -> "AbstractContextManager[Connection[Row]]":
        return long_transaction(self.postgres, seconds=STATEMENT_DEADLINE_S)


def _values(day: Period) -> dict[str, Any]:
    return {"day": day.first, "start": day.start, "end": day.end, "days": [day.first], "bins": DROP_OFF_BINS}


def _copied(rental: RentalFact) -> str:
    """A line of PostgreSQL's text format."""
    cancelled_at = rental.cancelled_at.isoformat() if rental.cancelled_at else r"\N"
    return (
        f"{_escaped(rental.rental_id)}\t{_escaped(rental.customer_id)}\t{_escaped(rental.movie_id)}\t"
        f"{rental.rented_at.isoformat()}\t{rental.price.amount}\t{rental.price.currency}\t{cancelled_at}\n"
    )


def _escaped(text: str) -> str:
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        return text.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
    return text


def _figures(connection: "Connection[Row]", values: Mapping[str, Any]) -> DayFigures:
    def rows(statement: LiteralString) -> Iterator[Row]:
        return iter(connection.execute(statement, values).fetchall())

    customers, same_day = next(rows(statements.COUNT_CUSTOMERS)), next(rows(statements.SAME_DAY))
    cancelled = list(rows(statements.CANCELLED))
    furthest = {row["bin"]: row["rentals"] for row in rows(statements.FURTHEST)}
    return DayFigures(
        movies=_movies(
            rows(statements.RENTALS_BY_MOVIE),
            (
                (statements.CUSTOMERS_BY_MOVIE, "customers"),
                (statements.WATCHED_BY_MOVIE, "watched_s"),
                (statements.STARTED_BY_MOVIE, "started"),
                (statements.COMPLETED_BY_MOVIE, "completed"),
            ),
            rows,
        ),
        customers=customers["customers"],
        new_customers=customers["new_customers"],
        countries=_countries(rows(statements.RENTALS_BY_COUNTRY), rows(statements.CUSTOMERS_BY_COUNTRY)),
        prices={(row["currency"], row["amount"]): row["rentals"] for row in rows(statements.RENTALS_BY_PRICE)},
        hours=_hours(rows(statements.RENTALS_BY_HOUR), rows(statements.WATCHED_BY_HOUR)),
        cancelled=sum(row["cancelled"] for row in cancelled),
        refunds={row["currency"]: row["amount"] for row in cancelled},
        started_same_day=same_day["started"],
        completed_same_day=same_day["completed"],
        first_play_minutes={row["minutes"]: row["plays"] for row in rows(statements.FIRST_PLAYS)},
        furthest=[furthest.get(number, 0) for number in range(DROP_OFF_BINS)],
    )


def _movies(
    rentals: Iterable[Row], counts: Iterable[tuple[LiteralString, str]], rows: ReadRows
) -> dict[MovieId, MovieFigures]:
    movies: defaultdict[MovieId, MovieFigures] = defaultdict(MovieFigures)
    for row in rentals:
        movie = movies[row["movie_id"]]
        movie.rentals += row["rentals"]
        movie.revenue[row["currency"]] = row["amount"]
    for statement, name in counts:
        for row in rows(statement):
            setattr(movies[row["movie_id"]], name, row[name])
    return dict(movies)


def _countries(rentals: Iterable[Row], customers: Iterable[Row]) -> dict[str, CountryFigures]:
    counted = {row["country"]: row["customers"] for row in customers}
    sums: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    made: defaultdict[str, int] = defaultdict(int)
    for row in rentals:
        made[row["country"]] += row["rentals"]
        sums[row["country"]][row["currency"]] = row["amount"]
    return {country: CountryFigures(made[country], sums[country], counted[country]) for country in made}


def _hours(rentals: Iterable[Row], watched: Iterable[Row]) -> list[HourFigures]:
    made = {row["hour"]: row["rentals"] for row in rentals}
    seen = {row["hour"]: (row["viewers"], row["watched_s"]) for row in watched}
    return [HourFigures(made.get(hour, 0), *seen.get(hour, (0, 0))) for hour in range(24)]
