"""Which charts a report has, and what is in each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from stats.charts import Series, column_chart, line_chart, row_chart
from stats.report.figures import Amount, Report
from stats.report.tables import Chart
from stats.report.words import DASH, Words

type Draw = Callable[[Series], str]

ROWS_DRAWN = 12
"""Lying bars shown; the table has all."""
TOP_DRAWN, MOVIES_SHOWN = 10, 50
_MINUTES = (0, 5, 15, 60, 6 * 60, 24 * 60, 7 * 24 * 60)
"""Where the classes of waiting times begin."""


@dataclass(frozen=True)
class _Charts:
    report: Report
    words: Words

    def all(self) -> Iterator[Chart]:
        if self.report.kind != "day":
            yield self._by_day()
            yield self._revenue_by_day()
        yield self._rentals_by_hour()
        yield self._concurrency()
        yield self._conversion()
        yield self._first_play()
        yield self._drop_off()
        yield self._prices()
        yield self._genres()
        yield self._countries()
        yield self._top()

    def _by_day(self) -> Chart:
        counts = {self.words.short_day(day.day): day.rentals for day in self.report.days}
        return self._counted("by_day", "day", counts, column_chart)

    def _revenue_by_day(self) -> Chart:
        days, words = self.report.days, self.words
        labels = [words.short_day(day.day) for day in days]
        return self._money("revenue_by_day", "day", labels, [day.revenue for day in days], column_chart)

    def _rentals_by_hour(self) -> Chart:
        counts = {f"{hour.hour:02}": hour.rentals for hour in self.report.hours}
        return self._counted("rentals_by_hour", "hour", counts, column_chart)

    def _concurrency(self) -> Chart:
        words, hours = self.words, self.report.hours
        labels = [f"{hour.hour:02}" for hour in hours]
        at_once = [hour.watched_s / 3600 / self.report.days_reported for hour in hours]
        return Chart(
            title=words["concurrency"],
            svg=line_chart(Series(words["concurrency"], words["concurrency_unit"], labels, at_once, words.number)),
            heads=[words["hour"], words["concurrency_unit"], words["viewers"]],
            rows=[
                [label, words.number(round(average, 1)), words.number(hour.viewers)]
                for label, average, hour in zip(labels, at_once, hours, strict=True)
            ],
            note=words["concurrency_note"],
        )

    def _conversion(self) -> Chart:
        steps = self.report.conversion
        counts = {"rented": steps.rented, "started": steps.started, "finished": steps.finished}
        return self._counted("conversion", "step", {self.words[name]: counts[name] for name in counts}, row_chart)

    def _first_play(self) -> Chart:
        words, waits = self.words, self.report.first_play
        ends = [*_MINUTES[1:], None]
        counts = {
            _span(begin, end, words): sum(
                count
                for minutes, count in waits.plays_by_minute.items()
                if begin <= minutes and (end is None or minutes < end)
            )
            for begin, end in zip(_MINUTES, ends, strict=True)
        }
        median = waits.median_minutes
        note = words["no_play"] if median is None else words["median"].format(minutes=_duration(median, words))
        return self._counted("first_play", "wait", counts, row_chart, unit="plays", note=note)

    def _drop_off(self) -> Chart:
        words, furthest = self.words, self.report.drop_off.furthest
        reached = list(accumulate(reversed(furthest)))[::-1]
        all_of_them = reached[0] or 1
        labels = [f"{round(100 * place / len(furthest))}" for place in range(len(furthest))]
        shares = [100 * count / all_of_them for count in reached]
        return Chart(
            title=words["drop_off"],
            svg=line_chart(Series(words["drop_off"], words["drop_off_unit"], labels, shares, words.number)),
            heads=[words["part"], words["viewings"], words["share"]],
            rows=[
                [words.percent(int(label) / 100), words.number(count), words.percent(share / 100)]
                for label, count, share in zip(labels, reached, shares, strict=True)
            ],
            note=words["drop_off_note"],
        )

    def _prices(self) -> Chart:
        counts = {self.words.money(each.price): each.rentals for each in self.report.prices}
        return self._counted("prices", "price", counts, column_chart)

    def _genres(self) -> Chart:
        genres = sorted(self.report.genres, key=lambda genre: -sum(each.amount for each in genre.revenue))
        labels = [self.words.genre(genre.genre) for genre in genres]
        return self._money("genres", "genre", labels, [genre.revenue for genre in genres], row_chart)

    def _countries(self) -> Chart:
        words, countries = self.words, self.report.countries
        drawn = countries[:ROWS_DRAWN]
        series = Series(
            words["countries"],
            words["rentals"],
            [words.country(each.country) for each in drawn],
            [each.rentals for each in drawn],
            words.number,
        )
        return Chart(
            title=words["countries"],
            svg=row_chart(series),
            heads=[words[name] for name in ("country", "rentals", "share", "revenue", "customers")],
            rows=[
                [
                    words.country(each.country),
                    words.number(each.rentals),
                    self._share(each.rentals),
                    words.sums(each.revenue),
                    words.number(each.customers),
                ]
                for each in countries
            ],
        )

    def _top(self) -> Chart:
        words, movies = self.words, self.report.movies[:MOVIES_SHOWN]
        names = [movie.title.best(words.language) if movie.title else movie.movie_id for movie in movies]
        rentals = [movie.rentals for movie in movies[:TOP_DRAWN]]
        return Chart(
            title=words["top"],
            svg=row_chart(Series(words["top"], words["rentals"], names[:TOP_DRAWN], rentals, words.number)),
            heads=[
                words[name] for name in ("film", "genre", "rentals", "revenue", "hours_watched", "started", "finished")
            ],
            rows=[
                [
                    name,
                    words.genre(movie.genre),
                    words.number(movie.rentals),
                    words.sums(movie.revenue),
                    words.number(round(movie.watched_s / 3600, 1)),
                    words.number(movie.started),
                    words.number(movie.completed),
                ]
                for name, movie in zip(names, movies, strict=True)
            ],
            wide=True,
        )

    def _counted(
        self, title: str, head: str, counts: Mapping[str, int], draw: Draw, *, unit: str = "rentals", note: str = ""
    ) -> Chart:
        words, in_all = self.words, max(sum(counts.values()), 1)
        if title == "conversion":  # each step is a part of the first one
            in_all = max(next(iter(counts.values())), 1)
        series = Series(words[title], words[unit], list(counts), list(counts.values()), words.number)
        rows = [[label, words.number(count), words.percent(count / in_all)] for label, count in counts.items()]
        return Chart(words[title], draw(series), [words[head], words[unit], words["share"]], rows, note)

    def _money(
        self, title: str, head: str, labels: Sequence[str], revenue: Sequence[Sequence[Amount]], draw: Draw
    ) -> Chart:
        words = self.words
        currency = self.report.revenue[0].currency if self.report.revenue else "EUR"
        values = [float(sum(each.amount for each in own if each.currency == currency)) for own in revenue]
        drawn = ROWS_DRAWN if draw is row_chart else len(labels)

        def write(value: float) -> str:
            return words.round_money(value, currency)

        series = Series(words[title], f"{words['revenue']} ({currency})", labels[:drawn], values[:drawn], write)
        rows = [[label, words.sums(own)] for label, own in zip(labels, revenue, strict=True)]
        return Chart(words[title], draw(series), [words[head], words["revenue"]], rows)

    def _share(self, rentals: int) -> str:
        return self.words.percent(rentals / self.report.rentals if self.report.rentals else None)


def charts_of(report: Report, words: Words) -> Iterator[Chart]:
    """The charts of a report, in the order of the page."""
    return _Charts(report, words).all()


def _span(begin: int, end: int | None, words: Words) -> str:
    if end is None:
        return f"≥ {_duration(begin, words)}"
    return f"< {_duration(end, words)}" if begin == 0 else f"{_duration(begin, words)} {DASH} {_duration(end, words)}"


def _duration(minutes: int, words: Words) -> str:
    """`45 min`, `6 h`, `7 d`; in the largest unit that divides it, else in hours and minutes."""
    day = "j" if words.language == "fr" else "d"
    if minutes and minutes % 1440 == 0:
        return f"{minutes // 1440} {day}"
    hours, rest = divmod(minutes, 60)
    if hours:
        return f"{hours} h {rest:02}" if rest else f"{hours} h"
    return f"{minutes} min"
