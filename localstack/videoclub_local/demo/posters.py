"""Posters drawn from a film's facts alone: its original title, director and year on the palette of its genre."""

from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.sax.saxutils import escape

from .catalogue import DemoFilm
from .poster_choice import choose_motif
from .poster_shapes import Dice, Palette

WIDTH = 400
HEIGHT = 600
SIZE_MAX_BYTES = 4096

PALETTES: dict[str, tuple[Palette, ...]] = {
    "laughter": (
        Palette(ground="#f3e3bd", soft="#e4b04a", accent="#c8452c", text="#2a1a12"),
        Palette(ground="#f6e9cf", soft="#7fb0a2", accent="#e39a2d", text="#23262b"),
        Palette(ground="#27363f", soft="#3d5560", accent="#e8a33d", text="#f8ecd2"),
    ),
    "shadow": (
        Palette(ground="#17141c", soft="#352f3d", accent="#d9c79b", text="#f3ead6"),
        Palette(ground="#1c1214", soft="#4a1d20", accent="#b8392f", text="#f4e6d3"),
        Palette(ground="#10191d", soft="#24404a", accent="#c9d3b4", text="#eef0e2"),
    ),
    "heart": (
        Palette(ground="#f4e4d8", soft="#c98a7e", accent="#8e2f3c", text="#2e161c"),
        Palette(ground="#3a1a26", soft="#8c4453", accent="#e8b59a", text="#fae9dc"),
        Palette(ground="#e9e3d4", soft="#8fa3a8", accent="#b5553f", text="#1f2a30"),
    ),
    "wonder": (
        Palette(ground="#121f3d", soft="#2c4674", accent="#f0d48a", text="#f7eed7"),
        Palette(ground="#1d1a3a", soft="#4b3f7c", accent="#e58f65", text="#f8ead6"),
        Palette(ground="#0f2f35", soft="#27616a", accent="#f2c879", text="#f4efdc"),
    ),
    "frontier": (
        Palette(ground="#f2dcb3", soft="#d58b4a", accent="#b4412a", text="#33201a"),
        Palette(ground="#e8dfc6", soft="#8d9a72", accent="#cf7a35", text="#26301f"),
        Palette(ground="#2c3440", soft="#5b6b78", accent="#e0a458", text="#f4ead4"),
    ),
    "eye": (
        Palette(ground="#efe6d3", soft="#d2402d", accent="#9a9284", text="#171717"),
        Palette(ground="#171717", soft="#c63d2c", accent="#6f6a62", text="#f2ead9"),
    ),
}

_MARGIN = 40
_TEXT_WIDTH = WIDTH - 2 * _MARGIN
_TITLE_TOP, _TITLE_BOTTOM = 412, 517
_TITLE_SIZE_MAX, _TITLE_LINES_MAX, _LINE_HEIGHT_EM, _CAPITAL_HEIGHT_EM = 64.0, 4, 1.02, 0.72
_LEFT_OVER_FACTOR = 0.85
_SUBTITLE_SIZE_MAX, _SUBTITLE_HEIGHT_EM = 19.0, 1.6
_CREDIT_SIZE_MAX = 18.0
_FONTS = "Didot,'Bodoni 72','Bodoni MT','Playfair Display',Georgia,'Liberation Serif',serif"
_SUBTITLE_MARKS = (" \u2013 ", ": ")
_SMALL_WORDS = {"A", "AND", "DAS", "DE", "DELLA", "DER", "DES", "DIE", "IN", "LA", "LE", "MIT", "OF", "THE", "UND"}

# Widths of bold serif capitals in em, near enough for every font above: `textLength` squeezes out the rest.
_CAPITAL_EM = 0.74
_NARROW_EM = dict.fromkeys("IJ!.,:;'\u2019-()|", 0.4) | dict.fromkeys(" \u00a0", 0.27)
_WIDE_EM = dict.fromkeys("MWŒÆ&", 0.95) | dict.fromkeys("OQGDHNÖ«»", 0.79)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text: what it says, its font size, and the width it must keep in whatever font it is set."""

    text: str
    size: float
    width: float


def poster_svg(film: DemoFilm) -> str:
    """The poster as an SVG document of WIDTH x HEIGHT units, always the same bytes and at most SIZE_MAX_BYTES.

    It bears the original title, as it is one picture for readers of every language.
    """
    palette, picture = _picture(film)
    directors = " & ".join(director.name for director in film.directors)
    label = escape(f"{film.original_title} ({film.year}), {directors}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' role="img" aria-labelledby="t"><title id="t">{label}</title>'
        f'<clipPath id="c"><path d="M24,24H376V390H24z"/></clipPath>'
        f'<path fill="{palette.ground}" d="M0,0H{WIDTH}V{HEIGHT}H0z"/>'
        f'<g clip-path="url(#c)">{picture}</g>'
        f'<g fill="none" stroke="{palette.text}"><path stroke-width="2.5" d="M14,14H386V586H14z"/>'
        f'<path stroke-width="1" d="M20,20H380V580H20zM20,391H380"/></g>'
        f'<g fill="{palette.text}" text-anchor="middle" font-family="{_FONTS}">'
        f"{_title_block(film.original_title)}{_credit(directors, film.year)}</g></svg>"
    )


def _picture(film: DemoFilm) -> tuple[Palette, str]:
    """A palette of the main genre's family, and the film's motif in it, seen from either side."""
    dice = Dice(film.key)
    palettes = PALETTES[film.family]
    palette = palettes[dice.between(0, len(palettes) - 1)]
    motif = choose_motif(film, dice)
    mirrored = ' transform="matrix(-1 0 0 1 400 0)"' if dice.between(0, 1) else ""
    return palette, f"<g{mirrored}>{motif(palette, dice)}</g>"


def _title_block(title: str) -> str:
    """The title in as few and as large lines as fit, a subtitle small beneath, the whole centred in its box."""
    main, subtitle = _split_subtitle(title.replace("'", "\u2019"))
    subtitle_lines = [_fit(subtitle, _SUBTITLE_SIZE_MAX)] if subtitle else []
    room = _TITLE_BOTTOM - _TITLE_TOP - sum(_SUBTITLE_HEIGHT_EM * line.size for line in subtitle_lines)
    lines = _largest_wrap(main.upper(), room)
    size = lines[0].size
    baseline = _TITLE_TOP + (room - _height_em(len(lines)) * size) / 2 + _CAPITAL_HEIGHT_EM * size
    drawn: list[str] = []
    for line in lines:
        drawn.append(_text(line, baseline, ' font-weight="bold"'))
        baseline += _LINE_HEIGHT_EM * size
    baseline -= _LINE_HEIGHT_EM * size
    drawn += [
        _text(line, baseline + _SUBTITLE_HEIGHT_EM * line.size, ' font-style="italic"') for line in subtitle_lines
    ]
    return "".join(drawn)


def _split_subtitle(title: str) -> tuple[str, str]:
    for mark in _SUBTITLE_MARKS:
        main, found, subtitle = title.partition(mark)
        if found:
            return main, subtitle
    return title, ""


def _largest_wrap(title: str, room: float) -> list[_Line]:
    """Of all the ways to break the title into lines, the one that can be set largest in `room` units of height."""
    words = title.split(" ")
    # No line ends on a small word but the first, where it stands alone: THE / GENERAL, but CYRANO / DE BERGERAC.
    breaks = [place for place in range(1, len(words)) if place == 1 or words[place - 1] not in _SMALL_WORDS]
    ways = [
        _set_lines([" ".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))], room)
        for count in range(min(len(breaks) + 1, _TITLE_LINES_MAX))
        for cuts in combinations(breaks, count)
    ]
    return max(ways, key=_looks)


def _set_lines(texts: list[str], room: float) -> list[_Line]:
    widest = max(_width_em(text) for text in texts)
    size = min(_TITLE_SIZE_MAX, _TEXT_WIDTH / widest, room / _height_em(len(texts)))
    return [_Line(text, size, _width_em(text) * size) for text in texts]


def _looks(lines: list[_Line]) -> float:
    """How well lines look: by their size, less when a short last one is left over."""
    is_left_over = lines[-1].width < max(line.width for line in lines) / 2
    return lines[0].size * (_LEFT_OVER_FACTOR if is_left_over else 1)


def _height_em(lines: int) -> float:
    return (lines - 1) * _LINE_HEIGHT_EM + _CAPITAL_HEIGHT_EM


def _fit(text: str, size_max: float) -> _Line:
    """A line of mixed letters at the largest size up to `size_max` that fits the width."""
    width_em = 0.5 * len(text)
    size = min(size_max, _TEXT_WIDTH / width_em)
    return _Line(text, size, width_em * size)


def _credit(directors: str, year: int) -> str:
    return _text(_fit(directors, _CREDIT_SIZE_MAX), 550) + (
        f'<text x="{WIDTH / 2:.0f}" y="571" font-size="15" letter-spacing="4">{year}</text>'
    )


def _width_em(text: str) -> float:
    return sum(_NARROW_EM.get(letter) or _WIDE_EM.get(letter, _CAPITAL_EM) for letter in text)


def _text(line: _Line, baseline: float, looks: str = "") -> str:
    return (
        f'<text x="{WIDTH / 2:.0f}" y="{baseline:.1f}" font-size="{line.size:.1f}"{looks}'
        f' textLength="{line.width:.0f}" lengthAdjust="spacingAndGlyphs">{escape(line.text)}</text>'
    )
