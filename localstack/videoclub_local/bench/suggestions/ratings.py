"""Ratings as interactions: read from anybody's file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from suggestions.model.arrays import Ints

DEFAULT_LEAST_RATING = 4.0
_DELIMITERS = ("::", "\t", ";", ",")
_COLUMNS = 2, 4  # user, item, and perhaps rating and timestamp


class RatingsError(ValueError):
    """A file of ratings that cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Interactions:
    """One element an interaction, each customer's oldest first; `timestamps` is None where there are none."""

    users: Ints
    items: Ints
    ratings: NDArray[np.float64]
    timestamps: Ints | None

    def rated_at_least(self, least: float) -> "Interactions":
        """Those of good ratings."""
        return self.where(self.ratings >= least)

    def of_users_with(self, fewest: int) -> "Interactions":
        """Those of users with at least so many."""
        return self.where(np.bincount(self.users)[self.users] >= fewest)

    def where(self, kept: NDArray[np.bool_]) -> "Interactions":
        """Those that are marked."""
        times = None if self.timestamps is None else self.timestamps[kept]
        return Interactions(self.users[kept], self.items[kept], self.ratings[kept], times)


def read_ratings(path: Path) -> Interactions:
    """A file of `user,item,rating,timestamp`, apart by tabs, commas, semicolons or `::`, with a header or without.

    Rating and timestamp may be missing; ids are any text. Raises RatingsError.
    """
    rows = list(_rows(path))
    if not rows:
        raise RatingsError(f"{path} holds no ratings.")
    width = len(rows[0][1])
    if not _COLUMNS[0] <= width <= _COLUMNS[1]:
        raise RatingsError(f"{path}, line {rows[0][0]}: {width} columns; expected user, item, rating, timestamp.")
    for line, row in rows:
        if len(row) != width:
            raise RatingsError(f"{path}, line {line}: {len(row)} columns where there were {width}.")
    ratings = _numbers(path, rows, 2) if width > 2 else np.full(len(rows), np.inf)  # noqa: PLR2004 - the third column
    times = _numbers(path, rows, 3).astype(np.int64) if width == _COLUMNS[1] else None
    users, items = (np.unique([row[column] for _, row in rows], return_inverse=True)[1] for column in (0, 1))
    order = np.lexsort((np.zeros(len(rows)) if times is None else times, users))
    return Interactions(users[order], items[order], ratings[order], None if times is None else times[order])


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = [line for line in enumerate(file, 1) if line[1].strip()]
    delimiter = next((each for each in _DELIMITERS if lines and each in lines[0][1]), ",")
    for number, line in lines:
        row = line.strip().split("::") if delimiter == "::" else next(csv.reader([line], delimiter=delimiter))
        if number > 1 or not _is_header(row):
            yield number, [cell.strip() for cell in row]


def _is_header(row: list[str]) -> bool:
    """A first line is a header when it has words where numbers belong."""
    return any(not _is_number(cell) for cell in (row[2:] or row))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _numbers(path: Path, rows: list[tuple[int, list[str]]], column: int) -> NDArray[np.float64]:
    for line, row in rows:
        if not _is_number(row[column]):
            raise RatingsError(f"{path}, line {line}: “{row[column]}” is not a number.")
    return np.array([float(row[column]) for _, row in rows])
