"""The files of a report."""

from stats.edition import CSV_FILE, JSON_FILE, PAGES
from stats.report.csv import as_csv
from stats.report.figures import Report
from stats.report.page import as_page


def files_of(report: Report) -> dict[str, str]:
    """The text of each file by its name; the same report gives the same bytes."""
    pages = {name: as_page(report, language) for language, name in PAGES.items()}
    return {JSON_FILE: report.as_json(), CSV_FILE: as_csv(report), **pages}
