"""Each demo film has a small, well-formed poster that says its title legibly, whatever the title is."""

from dataclasses import replace
from itertools import chain
from xml.etree import ElementTree as ET

import pytest

from videoclub_local.demo.catalogue import DemoFilm, load_catalogue
from videoclub_local.demo.poster_choice import MOTIF_BY_FILM, MOTIFS_BY_GENRE
from videoclub_local.demo.posters import PALETTES, SIZE_MAX_BYTES, poster_svg

CATALOGUE = load_catalogue()
EACH_FILM = pytest.mark.parametrize("film", CATALOGUE.films, ids=lambda film: film.key)
SVG = "{http://www.w3.org/2000/svg}"
INNER_WIDTH = 352  # between the inner frame's lines
CONTRAST_MIN = 4.5  # WCAG 2.2, 1.4.3 (AA), for text of any size


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own document


def texts(svg: str) -> list[ET.Element]:
    return parse(svg).findall(f".//{SVG}text")


def words_of(svg: str) -> str:
    return " ".join(text.text or "" for text in texts(svg))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@EACH_FILM
def test_a_poster_is_well_formed_small_and_the_same_each_time(film: DemoFilm) -> None:
    # When
    svg = poster_svg(film)
    # Then
    root = parse(svg)
    assert root.get("viewBox") == "0 0 400 600"
    assert len(svg.encode()) <= SIZE_MAX_BYTES
    assert svg == poster_svg(film)
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


@EACH_FILM
def test_a_poster_names_the_film_for_eyes_and_for_screen_readers(film: DemoFilm) -> None:
    # When
    svg = poster_svg(film)
    # Then
    title = parse(svg).findtext(f"{SVG}title")
    assert title == f"{film.original_title} ({film.year}), {' & '.join(person.name for person in film.directors)}"
    seen = words_of(svg).upper().replace("\u2019", "'")
    assert all(word.upper().strip(":") in seen for word in film.original_title.split() if word != "\u2013")
    assert str(film.year) in seen


@EACH_FILM
def test_no_line_is_wider_than_the_frame_nor_outside_it(film: DemoFilm) -> None:
    for text in texts(poster_svg(film)):
        assert float(text.get("textLength", "0")) <= INNER_WIDTH
        assert 391 < float(text.get("y", "0")) < 580
        assert float(text.get("font-size", "0")) >= 12


def test_no_two_posters_are_alike() -> None:
    assert len({poster_svg(film) for film in CATALOGUE.films}) == len(CATALOGUE.films)


@pytest.mark.parametrize(
    "title",
    [
        'Tom & Jerry <script>alert("1")</script>',
        "A",
        "Donaudampfschifffahrtsgesellschaft",
        "A Very Long Title That Goes On and On Until No Poster Could Ever Be Expected to Hold It in Any Size at All",
        "Of the",
    ],
)
def test_any_title_is_escaped_and_fitted(title: str) -> None:
    # Given
    film = replace(CATALOGUE.films[0], original_title=title)
    # When
    svg = poster_svg(film)
    # Then
    assert parse(svg).findtext(f"{SVG}title", "").startswith(title)
    assert "<script" not in svg
    assert all(float(text.get("textLength", "0")) <= INNER_WIDTH for text in texts(svg))


def test_titles_contrast_with_their_ground_in_every_palette() -> None:
    for palette in chain.from_iterable(PALETTES.values()):
        assert contrast(palette.text, palette.ground) >= CONTRAST_MIN


def test_every_genre_has_a_palette_and_a_motif_and_every_choice_is_of_a_film() -> None:
    assert {genre.family for genre in CATALOGUE.genres} == set(PALETTES)
    assert {genre.slug for genre in CATALOGUE.genres} == set(MOTIFS_BY_GENRE)
    assert set(MOTIF_BY_FILM) <= {film.key for film in CATALOGUE.films}
