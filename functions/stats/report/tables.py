"""Charts and tables as parts of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from stats.report.words import Words


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as SVG, and the table that says the same."""

    title: str
    svg: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    wide: bool = False


def figure_of(chart: Chart, words: Words) -> str:
    """The chart with its title, its note and its table; without rows a sentence that there is nothing."""
    title = (
        f"<figcaption><h2>{escape(chart.title)}</h2>{f'<p>{escape(chart.note)}</p>' if chart.note else ''}</figcaption>"
    )
    content = (
        chart.svg + table(chart.heads, chart.rows, chart.title)
        if chart.rows
        else f'<p class="quiet">{words["nothing"]}</p>'
    )
    return f'<figure class="{"wide" if chart.wide else ""}">{title}{content}</figure>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    """A table that scrolls in its place on screens, by keyboard too, and is whole on paper."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    label = f' role="region" aria-label="{escape(title, quote=True)}" tabindex="0"' if title else ""
    heading = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f'<div class="rows"{label}><table>{heading}<tbody>{body}</tbody></table></div>'
