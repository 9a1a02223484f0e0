"""A report as one table for spreadsheets: a row for each day, film, genre, country, price and hour of it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from stats.report.figures import Amount, Report

COLUMNS: Sequence[str] = (
    "period",
    "section",
    "id",
    "name_en",
    "name_fr",
    "rentals",
    "revenue",
    "currency",
    "customers",
    "watched_s",
    "started",
    "completed",
)
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet would take for a formula gets an apostrophe before it."""

type Row = dict[str, object]


def as_csv(report: Report) -> str:
    """The table (RFC 4180, UTF-8). A line with several currencies has a row for each, counted in the first one only."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in _rows(report):
        writer.writerow({name: _cell(value) for name, value in {"period": report.period, **row}.items()})
    return text.getvalue()


def _rows(report: Report) -> Iterator[Row]:
    total: Row = {"section": "total", "rentals": report.rentals, "customers": report.customers}
    yield from _in_currencies(total | report.viewing.model_dump(), report.revenue)
    yield from _in_currencies({"section": "refunds", "rentals": report.cancelled}, report.refunds)
    for day in report.days:
        row: Row = {"section": "day", "id": day.day, "rentals": day.rentals, "customers": day.customers}
        yield from _in_currencies(row | {"watched_s": day.watched_s}, day.revenue)
    for movie in report.movies:
        row = {"section": "movie", "id": movie.movie_id, "customers": movie.customers}
        row |= {"name_en": movie.title.en, "name_fr": movie.title.fr} if movie.title else {}
        yield from _in_currencies(row | _counts(movie), movie.revenue)
    for genre in report.genres:
        yield from _in_currencies({"section": "genre", "id": genre.genre} | _counts(genre), genre.revenue)
    for country in report.countries:
        row = {"section": "country", "id": country.country, "rentals": country.rentals, "customers": country.customers}
        yield from _in_currencies(row, country.revenue)
    for price in report.prices:
        row = {"section": "price", "id": price.price.amount, "rentals": price.rentals}
        yield row | {"currency": price.price.currency}
    for hour in report.hours:
        yield {"section": "hour", "id": hour.hour, "rentals": hour.rentals, "watched_s": hour.watched_s}


def _counts(line: object) -> Row:
    return {name: getattr(line, name) for name in ("rentals", "watched_s", "started", "completed")}


def _in_currencies(row: Row, revenue: Sequence[Amount]) -> Iterable[Row]:
    if not revenue:
        return [row]
    first, *others = ({"revenue": each.amount, "currency": each.currency} for each in revenue)
    return [row | first, *({name: row[name] for name in ("section", "id") if name in row} | each for each in others)]


def _cell(value: object) -> object:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_COMPUTED) else value
