"""The files of a report: a page that stands alone in two languages, and a table that a spreadsheet can trust."""

import csv
import io
import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any, Literal
from xml.etree import ElementTree

import pytest

from fakes.stats import NOON, RentalStory
from stats.periods import Period
from stats.report import words as report_words
from stats.report.words import Words

from .conftest import Desk
from .test_reporting import busy_days, report

WEEK = Period.of(NOON.date(), "week")
VOID = {"meta", "link", "br", "hr", "img", "input"}


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> Literal["en", "fr"]:
    return request.param


@pytest.fixture
def page(desk: Desk, language: str) -> str:
    busy_days(desk)
    desk.neighbours.has_film("film-0", '<script>alert("x")</script> & Co', "comedy")
    report(desk, WEEK.before, now=NOON + timedelta(days=9))
    report(desk, WEEK, now=NOON + timedelta(days=9))
    return desk.reports.files[str(WEEK), "index.html" if language == "en" else "index.fr.html"]


class Balance(HTMLParser):
    """Fails on a tag that is not closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestPage:
    def test_it_is_well_formed_and_names_its_language(self, page: str, language: str):
        # When
        balance = Balance()
        balance.feed(page)

        # Then
        assert balance.open == []
        assert ("html", {"lang": language}) in balance.seen

    def test_it_stands_alone(self, page: str):
        # Then: no script, and nothing that is fetched from elsewhere
        assert "<script" not in page
        assert re.findall(r"""(?:src|href|url|@import)\s*[=(]""", page) == []
        assert "&lt;script&gt;" in page

    def test_each_chart_has_a_name_a_unit_and_its_figures_in_a_table(self, page: str):
        # Given
        figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)

        # Then
        assert len(figures) >= 10
        for figure in figures:
            chart = ElementTree.fromstring(re.findall(r"<svg.*?</svg>", figure, re.DOTALL)[0])  # noqa: S314 - our own
            assert chart.get("role") == "img"
            assert re.search(r".+ \(.+\)", chart.get("aria-label") or "")
            assert chart.findall("text[@class='unit']")
            assert figure.index("</svg>") < figure.index("<table>")
            assert figure.count('<th scope="row">') >= 2

    def test_bars_stand_in_proportion(self, desk: Desk):
        # Given
        desk.neighbours.shards[0] += [RentalStory(at=NOON).fact] * 1 + [
            RentalStory(at=NOON + timedelta(hours=1)).fact
        ] * 4
        report(desk)
        chart = desk.reports.files["2026-11-21", "index.html"].partition("Rentals by hour (Rentals)")[2]

        # When
        heights = [float(height) for height in re.findall(r'class="bar"[^>]* height="([\d.]+)"', chart)[:24]]

        # Then
        assert heights[13] == pytest.approx(4 * heights[12], abs=0.3)
        assert sum(height > 0 for height in heights) == 2

    def test_a_day_without_anything_is_a_page_too(self, desk: Desk, language: str):
        # When
        report(desk, Period.parse("2026-11-20"))

        # Then
        balance = Balance()
        balance.feed(desk.reports.files["2026-11-20", "index.html" if language == "en" else "index.fr.html"])
        assert balance.open == []

    def test_one_that_is_not_final_says_so(self, desk: Desk):
        # When
        report(desk, Period.parse("2026-11"), now=NOON)

        # Then
        assert "Not final: 21 of 30 days" in desk.reports.files["2026-11", "index.html"]
        assert "Provisoire : 21 jours sur 30" in desk.reports.files["2026-11", "index.fr.html"]


def test_every_word_is_there_in_both_languages():
    # Then
    for key, (english, french) in report_words._WORDS.items():
        assert english, key
        assert french, key
        assert re.findall(r"\{\w+\}", english) == re.findall(r"\{\w+\}", french), key


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1,234,567", "12.5", "45.2%", "+10.0%", "Saturday 21 November 2026", "Week 47, 2026"]),
        ("fr", ["1 234 567", "12,5", "45,2 %", "+10,0 %", "samedi 21 novembre 2026", "Semaine 47, 2026"]),
    ],
)
def test_each_language_writes_numbers_and_dates_its_way(language: Literal["en", "fr"], expected: list[str]):
    # Given
    words = Words(language)

    # When
    written = [
        words.number(1234567),
        words.number(12.5),
        words.percent(0.452),
        words.signed_percent(0.1),
        words.period(Period(NOON.date())),
        words.period(WEEK),
    ]

    # Then
    assert [text.replace("\N{NARROW NO-BREAK SPACE}", " ") for text in written] == expected


def test_text_meets_its_ground_with_enough_contrast_by_day_and_by_night():
    # Given
    from stats.report.style import STYLE

    day, night = (dict(re.findall(r"--(\w+): (#\w{3,6})", part)) for part in STYLE.split("@media")[:2])

    # Then: WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for marks
    for colours in (day, night):
        for ground in ("ground", "card"):
            for text in ("text", "quiet", "good", "bad", "note"):
                assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
            assert _contrast(colours["mark"], colours[ground]) >= 3


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestCsv:
    def rows(self, desk: Desk) -> list[dict[str, Any]]:
        return list(csv.DictReader(io.StringIO(desk.reports.files["2026-11-21", "report.csv"], newline="")))

    def test_it_adds_up(self, desk: Desk):
        # Given
        busy_days(desk)
        made = report(desk)

        # When
        rows = self.rows(desk)

        # Then
        [total] = [row for row in rows if row["section"] == "total"]
        assert total["rentals"] == str(made["rentals"])
        for section in ("day", "movie", "genre", "country", "price", "hour"):
            own = [int(row["rentals"]) for row in rows if row["section"] == section]
            assert sum(own) == made["rentals"], section

    def test_a_title_that_a_spreadsheet_would_compute_is_made_plain(self, desk: Desk):
        # Given
        desk.neighbours.shards[0].append(RentalStory(movie="film-1").fact)
        desk.neighbours.has_film("film-1", '=HYPERLINK("x"), "y"')
        report(desk)

        # When
        [movie] = [row for row in self.rows(desk) if row["section"] == "movie"]

        # Then
        assert movie["name_en"] == '\'=HYPERLINK("x"), "y"'
