"""A CSV file as rows of named cells (RFC 4180): delimiter, quotes, header, cells that look like formulas."""

import csv
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from videoclub.csv_rows import unescape_formula
from videoclub.errors import FieldError, ValidationFailed

DELIMITERS = (",", ";")
CELL_MAX_CHARS = 100_000
"""The longest cell there can be is a cast of a hundred people with long names and characters."""
HEADER_ROW = 1

_ADVICE = {
    "unexpected end of data": "a quote is opened and never closed",
    "'%c' expected after '%c'": "a quote within a quoted cell must be doubled",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row by the number that a spreadsheet shows; `faults` are those that keep its cells from being understood."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[FieldError, ...] = ()


def read_table(text: str, columns: Sequence[str]) -> tuple[list[str], list[Row]]:
    """The header and the rows that are not blank. The header names some of `columns`, in any order.

    Raises ValidationFailed, with a pointer to each faulty column, when the file as a whole cannot be understood.
    """
    records = _records(text)
    header = _header(records[0] if records else [], columns)
    rows = [
        _row(number, header, record)
        for number, record in enumerate(records[1:], HEADER_ROW + 1)
        if any(cell.strip() for cell in record)
    ]
    return header, rows


def _records(text: str) -> list[list[str]]:
    csv.field_size_limit(sys.maxsize)  # an over-long cell is a fault of its row, not of the file
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        message = f"line {reader.line_num} cannot be read as CSV: {_explained(str(error), _delimiter(text))}"
        raise ValidationFailed(FieldError("", "malformed_csv", message)) from None


def _explained(error: str, delimiter: str) -> str:
    known = {found.replace("%c", delimiter, 1).replace("%c", '"'): told for found, told in _ADVICE.items()}
    return known.get(error, error)


def _delimiter(text: str) -> str:
    """Comma or semicolon, whichever is met first in the header; names of columns have neither."""
    header = text[: re.search("[\r\n]|$", text).start()]  # pyright: ignore[reportOptionalMemberAccess] - `$` is found
    return min(DELIMITERS, key=lambda delimiter: header.find(delimiter) % sys.maxsize)


def _header(record: Sequence[str], columns: Sequence[str]) -> list[str]:
    header = [cell.strip().lower() for cell in record]
    if not set(header) & set(columns):
        message = f"the first row names the columns, and this one has none of them: {', '.join(columns)}"
        raise ValidationFailed(FieldError("", "missing_header", message))
    faults = [
        FieldError(_pointer(name), "unknown_column", f"column {place} has no name we know; see the format")
        for place, name in enumerate(header, 1)
        if name not in columns
    ]
    faults += [
        FieldError(_pointer(name), "duplicate_column", "is in the header more than once")
        for name in dict.fromkeys(header)
        if name in columns and header.count(name) > 1
    ]
    if faults:
        raise ValidationFailed(*faults)
    return header


def _pointer(name: str) -> str:
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _row(number: int, header: Sequence[str], record: Sequence[str]) -> Row:
    extra = [cell for cell in record[len(header) :] if cell.strip()]
    if extra or len(record) < len(header):
        message = f"has {len(record)} cells where the header has {len(header)}; are quotes missing around a cell?"
        return Row(number, {}, (FieldError("", "cell_count", message),))
    cells = dict(zip(header, map(unescape_formula, record), strict=False))
    return Row(number, cells, tuple(fault for name, cell in cells.items() for fault in _faults_of(name, cell)))


def _faults_of(name: str, cell: str) -> list[FieldError]:
    if len(cell) > CELL_MAX_CHARS:
        return [FieldError(f"/{name}", "cell_too_long", f"has {len(cell)} characters; {CELL_MAX_CHARS} is the most")]
    if "\0" in cell:
        return [FieldError(f"/{name}", "nul_character", "contains the character NUL")]
    return []
