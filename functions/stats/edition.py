"""A report with all its files, as it is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stats.periods import Period
from stats.report.figures import Report
from stats.report.words import Language

JSON_FILE: Final = "report.json"
CSV_FILE: Final = "report.csv"
LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")
PAGES: Final[Mapping[Language, str]] = {"en": "index.html", "fr": "index.fr.html"}
MEDIA_TYPES: Final = {
    JSON_FILE: "application/json",
    CSV_FILE: "text/csv; charset=utf-8",
    PAGES["en"]: "text/html; charset=utf-8",
    PAGES["fr"]: "text/html; charset=utf-8",
}
"""The files of a report. The same input gives the same bytes in each."""


@dataclass(frozen=True)
class Edition:
    """A report, the text of each of its files, and what is known of the run that made it, which is in none of them."""

    period: Period
    report: Report
    files: Mapping[str, str]
    run: Mapping[str, Any] = field(default_factory=dict[str, Any])
