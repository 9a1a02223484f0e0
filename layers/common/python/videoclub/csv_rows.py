"""Rows of CSV (RFC 4180) whose cells no spreadsheet computes."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

CSV = "text/csv; charset=utf-8"

# What makes a spreadsheet compute a cell instead of showing it: OWASP, "CSV Injection", with the full-width signs.
_FORMULA = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_TO_ESCAPE = re.compile(f"'*{_FORMULA}")
_ESCAPED = re.compile(f"''*{_FORMULA}")


def write_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text, ready to follow each other in one file."""
    file = StringIO(newline="")
    csv.writer(file).writerows([escape_formula(cell) for cell in row] for row in rows)
    return file.getvalue()


def escape_formula(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would compute; `unescape_formula` takes it off again."""
    return f"'{cell}" if _TO_ESCAPE.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """The cell as it was before `escape_formula`."""
    return cell[1:] if _ESCAPED.match(cell) else cell
