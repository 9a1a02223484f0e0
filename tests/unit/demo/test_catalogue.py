"""The demo catalogue is complete, well spelt and legal; a faulty file is refused by line and column."""

import re
import shutil
from pathlib import Path

import pytest

from videoclub_local.demo.catalogue import (
    DEMO_FOLDER,
    CatalogueError,
    DemoFilm,
    DemoPerson,
    load_catalogue,
    person_key,
)

US_TERM_ENDED_YEAR = 1930  # published in the US until then: public domain there since 1 January 2026
CATALOGUE = load_catalogue()
EACH_FILM = pytest.mark.parametrize("film", CATALOGUE.films, ids=lambda film: film.key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the catalogue to spoil."""
    for name in ("films.csv", "genres.csv"):
        shutil.copy(DEMO_FOLDER / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_has_the_112_films_of_the_list() -> None:
    assert len(CATALOGUE.films) == 112
    assert sum(film.year <= US_TERM_ENDED_YEAR for film in CATALOGUE.films) == 79


@EACH_FILM
def test_a_film_has_a_reason_to_be_in_the_public_domain(film: DemoFilm) -> None:
    if film.year <= US_TERM_ENDED_YEAR:
        assert film.public_domain_note == "US term ended: published in 1930 or earlier"
    else:
        assert film.public_domain_note in {
            "US copyright not renewed",
            "US publication without a valid copyright notice",
        }


@EACH_FILM
def test_both_synopses_are_one_sentence(film: DemoFilm) -> None:
    for synopsis in (film.synopsis.en, film.synopsis.fr):
        assert re.fullmatch(r"[A-ZÀ-Ý][^.!?]+\.", synopsis)
        assert 50 <= len(synopsis) <= 180
    assert film.synopsis.en != film.synopsis.fr


def test_a_person_of_several_films_is_one_person_whether_directing_or_playing() -> None:
    # Given
    kid = CATALOGUE.film("the-kid-1921")
    gold_rush = CATALOGUE.film("the-gold-rush-1925")
    # When
    chaplins = {*kid.directors, *gold_rush.directors, kid.cast[0].person, gold_rush.cast[0].person}
    # Then
    assert chaplins == {DemoPerson("charlie-chaplin", "Charlie Chaplin")}
    assert [person.key for person in CATALOGUE.people].count("charlie-chaplin") == 1


def test_a_character_is_kept_where_it_is_known_and_none_where_not() -> None:
    trip = CATALOGUE.film("a-trip-to-the-moon-1902")
    assert (trip.cast[0].person.name, trip.cast[0].character) == ("Georges Méliès", "Professor Barbenfouillis")
    assert (trip.cast[2].person.name, trip.cast[2].character) == ("Victor André", None)


@pytest.mark.parametrize(
    ("key", "title_fr", "original"),
    [
        ("morocco-1930", "Cœurs brûlés", "Morocco"),
        ("haxan-1922", "La Sorcellerie à travers les âges", "Häxan"),
        ("pandoras-box-1929", "Loulou", "Die Büchse der Pandora"),
        ("the-phantom-carriage-1921", "La Charrette fantôme", "Körkarlen"),
        ("a-page-of-madness-1926", "Une page folle", "Kurutta ippēji"),
        ("the-general-1926", "Le Mécano de la «\u00a0General\u00a0»", "The General"),
        ("napoleon-1927", "Napoléon", "Napoléon vu par Abel Gance"),
    ],
)
def test_accents_survive(key: str, title_fr: str, original: str) -> None:
    film = CATALOGUE.film(key)
    assert (film.title.fr, film.original_title) == (title_fr, original)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Georges Méliès", "georges-melies"),
        ("Erwin Splettstößer", "erwin-splettstosser"),
        ("Jehanne d'Alcy", "jehanne-dalcy"),
        ("F. W. Murnau", "f-w-murnau"),
        ("Søren Œ. Æbel", "soren-oe-aebel"),
    ],
)
def test_a_person_key_is_plain_ascii(name: str, key: str) -> None:
    assert person_key(name) == key


def test_every_genre_has_both_names_and_a_film() -> None:
    for genre in CATALOGUE.genres:
        assert genre.name.en
        assert genre.name.fr
        assert any(genre in film.genres for film in CATALOGUE.films)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(CatalogueError, match="no film has the key 'jaws-1975'"):
        CATALOGUE.film("jaws-1975")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",1922,94,", ",1922,six hundred,", r"line \d+ \(nosferatu-1922\): runtime_min is 'six hundred'"),
        (",1922,94,", ",1922,601,", "runtime_min is '601', not a whole number from 1 to 600"),
        (",1922,94,", ",1923,94,", "key must end with the year, -1923"),
        (",94,DE,de,", ",94,Germany,de,", "countries has 'Germany', which is not an ISO 3166-1 code"),
        (",94,DE,de,", ",94,DE,deutsch,", "languages has 'deutsch', which is not an ISO 639-1 code"),
        ("F. W. Murnau,Max Schreck", ",Max Schreck", r"\(nosferatu-1922\): directors is empty"),
        ("Max Schreck=Count Orlok|", "Max Schreck=Count Orlok||", "cast has an empty or padded item"),
        ("Max Schreck=Count Orlok|", "Max Schreck|A|", "cast has more than 6 people"),
        ("horror|fantasy,A young clerk", "vampires,A young clerk", "genres has 'vampires', which genres.csv lacks"),
        ("horror|fantasy,A young clerk", "horror|horror,A young clerk", "genres names something twice"),
        ("Nosferatu le vampire", "", r"\(nosferatu-1922\): title_fr is empty"),
        ("nosferatu-1922,", "Nosferatu 1922,", "key must be small letters"),
        ("the-kid-1921,", "destiny-1921,", "key stands on an earlier line too"),
        ("the-kid-1921,The Kid", "the-kid-1921,Destiny", "are both 'Destiny' of 1921"),
        ("Sergei Eisenstein", "Sergeï Eisenstein", "'Sergei Eisenstein' is spelt 'Sergeï Eisenstein'"),
        ("key,title_en", "qid,title_en", "films.csv line 1: the columns must be key,title_en,"),
        ("Nosferatu,Nosferatu le vampire", "Nosferatu", "has more or fewer than 14 cells"),
    ],
)
def test_a_faulty_file_is_refused_by_place_and_reason(folder: Path, old: str, new: str, message: str) -> None:
    # Given
    spoil(folder, "films.csv", old, new)
    # When / Then
    with pytest.raises(CatalogueError, match=message):
        load_catalogue(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    # Given
    (folder / "genres.csv").unlink()
    # When / Then
    with pytest.raises(CatalogueError, match=r"genres\.csv is missing"):
        load_catalogue(folder)
