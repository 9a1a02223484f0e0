"""Charts as inline SVG: bars, lying bars and lines, with axes and units. Colours are the page's own, by class."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 70, 12, 30, 40
ROW, NAMES, FIGURES = 28, 200, 96
TICKS = 5
LABEL_CHARS = 26
LABELS_MAX = 12

type Format = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Series:
    """What a chart shows: a value for each label, in `unit`, and how values are written."""

    title: str
    unit: str
    labels: Sequence[str]
    values: Sequence[float]
    write: Format


def column_chart(series: Series) -> str:
    """Standing bars, one for each label."""
    plot = _Plot(series)
    width = plot.step * 0.7
    bars = [
        f'<rect class="bar" x="{plot.x(place) - width / 2:.1f}" y="{plot.y(value):.1f}" '
        f'width="{width:.1f}" height="{plot.floor - plot.y(value):.1f}"><title>{_told(series, place)}</title></rect>'
        for place, value in enumerate(series.values)
    ]
    return plot.drawn(bars)


def line_chart(series: Series) -> str:
    """A line through the values, with the area below it and a dot at each."""
    plot = _Plot(series)
    points = [(plot.x(place), plot.y(value)) for place, value in enumerate(series.values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"{points[0][0]:.1f},{plot.floor:.1f} {path} {points[-1][0]:.1f},{plot.floor:.1f}" if points else ""
    dots = [
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{_told(series, place)}</title></circle>'
        for place, (x, y) in enumerate(points)
    ]
    return plot.drawn([f'<polygon class="area" points="{area}"/>', f'<polyline class="line" points="{path}"/>', *dots])


def row_chart(series: Series) -> str:
    """Lying bars with their names and figures, for what has long names or an order of its own."""
    height = TOP + ROW * max(len(series.values), 1) + 4
    room, most = WIDTH - NAMES - FIGURES, max(series.values, default=0) or 1
    rows: list[str] = []
    for place, value in enumerate(series.values):
        top = TOP + ROW * place
        rows += [
            f'<text class="name" x="{NAMES - 8}" y="{top + 18}">{escape(_shortened(series.labels[place]))}</text>',
            (
                f'<rect class="bar" x="{NAMES}" y="{top + 3}" width="{room * value / most:.1f}" height="{ROW - 8}">'
                f"<title>{_told(series, place)}</title></rect>"
            ),
            (
                f'<text class="figure" x="{NAMES + room * value / most + 6:.1f}" y="{top + 18}">'
                f"{escape(series.write(value))}</text>"
            ),
        ]
    axis = f'<line class="axis" x1="{NAMES}" y1="{TOP}" x2="{NAMES}" y2="{height - 4}"/>'
    return _svg(series, height, [_unit(series, NAMES), *rows, axis])


def tick_step(most: float) -> float:
    """The distance of the marks of an axis that reaches `most`: 1, 2 or 5 times a power of ten, and never below 1."""
    if most <= 0:
        return 1
    rough = most / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    return max(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough), 1)


class _Plot:
    """The ground of a chart with a scale of values and one label below each place."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.floor = HEIGHT - BOTTOM
        self.step = (WIDTH - LEFT - RIGHT) / max(len(series.values), 1)
        self._tick = tick_step(max(series.values, default=0))
        self._marks = max(math.ceil(max(series.values, default=0) / self._tick), 1)

    def x(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        return self.floor - (self.floor - TOP) * value / (self._tick * self._marks)

    def drawn(self, marks: Sequence[str]) -> str:
        return _svg(self.series, HEIGHT, [_unit(self.series, LEFT), *self._grid(), *marks, *self._labels()])

    def _grid(self) -> list[str]:
        lines: list[str] = []
        for number in range(self._marks + 1):
            value = self._tick * number
            kind, y = ("axis" if number == 0 else "grid"), self.y(value)
            lines += [
                f'<line class="{kind}" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>',
                f'<text class="tick" x="{LEFT - 8}" y="{y + 4:.1f}">{escape(self.series.write(value))}</text>',
            ]
        return lines

    def _labels(self) -> list[str]:
        every = math.ceil(len(self.series.labels) / LABELS_MAX)
        return [
            f'<text class="label" x="{self.x(place):.1f}" y="{self.floor + 18}">{escape(label)}</text>'
            for place, label in enumerate(self.series.labels)
            if place % every == 0
        ]


def _svg(series: Series, height: int, content: Sequence[str]) -> str:
    summary = escape(f"{series.title} ({series.unit})", quote=True)
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{summary}">{"".join(content)}</svg>'


def _unit(series: Series, x: int) -> str:
    return f'<text class="unit" x="{x}" y="16">{escape(series.unit)}</text>'


def _told(series: Series, place: int) -> str:
    return escape(f"{series.labels[place]}: {series.write(series.values[place])}")


def _shortened(label: str) -> str:
    return label if len(label) <= LABEL_CHARS else label[: LABEL_CHARS - 1].rstrip() + "…"
