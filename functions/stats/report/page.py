"""A report as a page that stands alone: no script, no other file; each chart with the table of its figures below."""

from collections.abc import Sequence
from html import escape

from stats.periods import Period
from stats.report.charts import charts_of
from stats.report.figures import Amount, Report
from stats.report.style import STYLE
from stats.report.tables import figure_of, table
from stats.report.words import DASH, Language, Words
from videoclub.values import Text


def as_page(report: Report, language: Language) -> str:
    """The page in one language. The same report gives the same bytes."""
    words = Words(language)
    period = Period.parse(report.period)
    title = f"{words['report']} {DASH} {words.period(period)}"
    body = [
        _header(report, period, words),
        _tiles(report, words),
        '<div class="grid">',
        *(figure_of(chart, words) for chart in charts_of(report, words)),
        _flops(report, words),
        _price_changes(report, words),
        _exactness(report, words),
        "</div>",
    ]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} {DASH} Vidéoclub</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{'\n'.join(body)}\n</main>\n</body>\n</html>\n"
    )


def movie_name(movie_id: str, title: Text | None, words: Words) -> str:
    """A film's title, else its id."""
    return title.best(words.language) if title else movie_id


def _header(report: Report, period: Period, words: Words) -> str:
    if report.closed:
        state = f'<p class="quiet">{words["closed"]}</p>'
    else:
        told = words["open_day" if report.kind == "day" else "open"]
        state = f'<p class="open">{told.format(days=report.days_reported, all=report.days_in_period)}</p>'
    span = "" if period.kind == "day" else f'<p class="quiet">{escape(words.span(period))}</p>'
    return (
        f'<header><p class="brand">Vidéoclub · {words["report"]}</p>'
        f"<h1>{escape(words.period(period))}</h1>{span}{state}"
        f'<p class="quiet wide">{words["all_utc"]}</p></header>'
    )


def _tiles(report: Report, words: Words) -> str:
    before = report.before
    hours = report.viewing.watched_s / 3600
    tiles = [
        (words["rentals"], words.number(report.rentals), _trend(report.rentals, before and before.rentals, words), ""),
        (
            words["revenue"],
            words.sums(report.revenue),
            _trend(_sum(report.revenue), before and _sum(before.revenue), words),
            f"{words['refunds']}: {words.sums(report.refunds)} ({report.cancelled} {words['cancelled']})"
            if report.cancelled
            else "",
        ),
        (
            words["customers"],
            words.number(report.customers),
            _trend(report.customers, before and before.customers, words),
            words["new_customers"].format(count=words.number(report.new_customers))
            + f" · {words['returning']}: {words.number(report.returning_customers)}",
        ),
        (
            words["hours_watched"],
            words.number(round(hours, 1)),
            _trend(report.viewing.watched_s, before and before.viewing.watched_s, words),
            "",
        ),
    ]
    items = "".join(
        f"<li><span>{escape(name)}</span><b>{escape(figure)}</b>{trend}<span>{escape(more)}</span></li>"
        for name, figure, trend, more in tiles
    )
    if before:
        against = words["against"].format(period=words.period(Period.parse(before.period)))
    else:
        against = words["no_before"]
    return f'<ul class="tiles">{items}</ul><p class="quiet against">{escape(against)}</p>'


def _trend(now: float, before: float | None, words: Words) -> str:
    if not before:
        return ""
    share = now / before - 1
    kind, arrow = ("up", "▲") if share > 0 else ("down", "▼") if share < 0 else ("", "=")
    return f'<span class="{kind}">{arrow} {words.signed_percent(share)}</span>'


def _sum(revenue: Sequence[Amount]) -> float:
    """Of the first currency: sums of several say nothing."""
    return float(revenue[0].amount) if revenue else 0.0


def _flops(report: Report, words: Words) -> str:
    heads = [words[name] for name in ("film", "rentals_before", "rentals_now")]
    rows = [
        [movie_name(each.movie_id, each.title, words), words.number(each.rentals_before), words.number(each.rentals)]
        for each in (report.before.flops if report.before else ())
    ]
    return _section(words["flops"], heads, rows, words)


def _price_changes(report: Report, words: Words) -> str:
    heads = [words[name] for name in ("film", "price_before", "price_now", "rentals_before", "rentals_now")]
    rows = [
        [
            movie_name(each.movie_id, each.title, words),
            words.money(each.price_before),
            words.money(each.price),
            words.number(each.rentals_before),
            words.number(each.rentals),
        ]
        for each in (report.before.price_changes if report.before else ())
    ]
    return _section(words["price_changes"], heads, rows, words)


def _exactness(report: Report, words: Words) -> str:
    differences = report.differences.model_dump()
    rows = [[words[name], words.number(count)] for name, count in differences.items()]
    note = f'<p class="quiet">{words["exactness_note"]}</p>'
    return f'<section class="wide"><h2>{words["exactness"]}</h2>{note}{table([], rows, "")}</section>'


def _section(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], words: Words, *, wide: bool = False
) -> str:
    content = table(heads, rows, title) if rows else f'<p class="quiet">{words["nothing"]}</p>'
    return f'<section class="{"wide" if wide else ""}"><h2>{escape(title)}</h2>{content}</section>'
