"""Reads the demo catalogue, `films.csv` and `genres.csv`, and checks it, so that seeding never meets a faulty film."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEMO_FOLDER = Path(__file__).parent
LIST_SEPARATOR = "|"
CHARACTER_SEPARATOR = "="

FIRST_FILM_YEAR = 1888  # Roundhay Garden Scene, the oldest film that survives
RUNTIME_MAX_MIN = 600  # Les Vampires and La Roue pass 400 minutes
CAST_MAX = 6

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
# NFKD takes accents off letters but leaves these letters whole.
_WHOLE_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})


class CatalogueError(ValueError):
    """The demo catalogue is wrong. The message names the file, the line, and what to put there."""


@dataclass(frozen=True, slots=True)
class Localised:
    """A text in the two languages of the shop."""

    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class DemoGenre:
    """A genre of the shop. `family` groups genres that share a poster palette and a clip."""

    slug: str
    name: Localised
    family: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody who directs or plays. `key` is the same in every film, so Charlie Chaplin is one person."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class DemoCastMember:
    """A person in the cast of one film; `character` is None where it is not known for certain."""

    person: DemoPerson
    character: str | None


@dataclass(frozen=True, slots=True)
class DemoFilm:
    """A film as `films.csv` has it.

    `countries` are ISO 3166-1 codes of today's countries, `languages` ISO 639-1 codes (of the intertitles if the film
    is silent, empty if it has none); the first of `genres` is the main one.
    """

    key: str
    title: Localised
    original_title: str
    year: int
    runtime_min: int
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    directors: tuple[DemoPerson, ...]
    cast: tuple[DemoCastMember, ...]
    genres: tuple[DemoGenre, ...]
    synopsis: Localised
    public_domain_note: str

    @property
    def family(self) -> str:
        """The family of its main genre: which palette and which clip it gets."""
        return self.genres[0].family


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    """All films and genres of the demo, in the order of their files."""

    films: tuple[DemoFilm, ...]
    genres: tuple[DemoGenre, ...]

    def film(self, key: str) -> DemoFilm:
        """The film of that key. Raises CatalogueError if there is none."""
        for film in self.films:
            if film.key == key:
                return film
        raise CatalogueError(f"no film has the key {key!r}")

    @property
    def people(self) -> tuple[DemoPerson, ...]:
        """Everybody once, whether they direct, play or both, ordered by key."""
        people = {person.key: person for film in self.films for person in film.directors}
        people |= {member.person.key: member.person for film in self.films for member in film.cast}
        return tuple(people[key] for key in sorted(people))


def load_catalogue(folder: Path = DEMO_FOLDER) -> DemoCatalogue:
    """Read and check the catalogue in `folder`. Raises CatalogueError at the first fault."""
    genres = {row.key: _genre(row) for row in _rows(folder / "genres.csv", key_column="slug")}
    films = tuple(_film(row, genres) for row in _rows(folder / "films.csv", key_column="key"))
    _check_titles(films)
    _check_people(films)
    return DemoCatalogue(films=films, genres=tuple(genres.values()))


def person_key(name: str) -> str:
    """A stable ASCII key made from a name: `Georges Méliès` is `georges-melies`."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_WHOLE_LETTERS))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", letters.replace("'", "")).strip("-")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a file and where it stands, so that every complaint can say so."""

    place: str
    key: str
    cells: dict[str, str]

    def text(self, column: str) -> str:
        if value := self.cells[column]:
            return value
        raise self.error(column, "is empty")

    def texts(self, column: str) -> tuple[str, ...]:
        value = self.cells[column]
        items = tuple(value.split(LIST_SEPARATOR)) if value else ()
        if any(item != item.strip() or not item for item in items):
            raise self.error(column, f"has an empty or padded item in {value!r}")
        if len(set(items)) != len(items):
            raise self.error(column, f"names something twice in {value!r}")
        return items

    def codes(self, column: str, pattern: re.Pattern[str], meaning: str) -> tuple[str, ...]:
        for code in self.texts(column):
            if not pattern.fullmatch(code):
                raise self.error(column, f"has {code!r}, which is not {meaning}")
        return self.texts(column)

    def whole_number(self, column: str, at_least: int, at_most: int) -> int:
        value = self.cells[column]
        if value.isascii() and value.isdigit() and at_least <= int(value) <= at_most:
            return int(value)
        raise self.error(column, f"is {value!r}, not a whole number from {at_least} to {at_most}")

    def error(self, column: str, fault: str) -> CatalogueError:
        return CatalogueError(f"{self.place} ({self.key}): {column} {fault}")


_COLUMNS = {
    "genres.csv": ["slug", "name_en", "name_fr", "family"],
    "films.csv": [
        "key", "title_en", "title_fr", "original_title", "year", "runtime_min", "countries", "languages",
        "directors", "cast", "genres", "synopsis_en", "synopsis_fr", "public_domain_note",
    ],
}  # fmt: skip


def _rows(path: Path, key_column: str) -> Iterator[_Row]:
    """The lines of a file; their keys are slugs and none comes twice."""
    try:
        file = path.open(encoding="utf-8", newline="")
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing") from None
    seen: set[str] = set()
    with file:
        columns = _COLUMNS[path.name]
        lines = csv.DictReader(file, strict=True)
        if lines.fieldnames != columns:
            raise CatalogueError(f"{path.name} line 1: the columns must be {','.join(columns)}")
        for cells in lines:
            place = f"{path.name} line {lines.line_num}"
            if None in cells or None in cells.values():
                raise CatalogueError(f"{place}: has more or fewer than {len(columns)} cells")
            row = _Row(place, cells[key_column], cells)
            if not _KEY.fullmatch(row.key):
                raise row.error(key_column, "must be small letters, digits and single hyphens")
            if row.key in seen:
                raise row.error(key_column, "stands on an earlier line too")
            seen.add(row.key)
            yield row


def _genre(row: _Row) -> DemoGenre:
    return DemoGenre(
        slug=row.key, name=Localised(en=row.text("name_en"), fr=row.text("name_fr")), family=row.text("family")
    )


def _film(row: _Row, genres: dict[str, DemoGenre]) -> DemoFilm:
    film = DemoFilm(
        key=row.key,
        title=Localised(en=row.text("title_en"), fr=row.text("title_fr")),
        original_title=row.text("original_title"),
        year=row.whole_number("year", at_least=FIRST_FILM_YEAR, at_most=9999),
        runtime_min=row.whole_number("runtime_min", at_least=1, at_most=RUNTIME_MAX_MIN),
        countries=row.codes("countries", _COUNTRY, "an ISO 3166-1 code such as FR"),
        languages=row.codes("languages", _LANGUAGE, "an ISO 639-1 code such as fr"),
        directors=tuple(DemoPerson(person_key(name), name) for name in row.texts("directors")),
        cast=tuple(_cast_member(item) for item in row.texts("cast")),
        genres=tuple(_known_genre(row, slug, genres) for slug in row.texts("genres")),
        synopsis=Localised(en=row.text("synopsis_en"), fr=row.text("synopsis_fr")),
        public_domain_note=row.text("public_domain_note"),
    )
    _check_film(row, film)
    return film


def _cast_member(item: str) -> DemoCastMember:
    name, _, character = item.partition(CHARACTER_SEPARATOR)
    return DemoCastMember(DemoPerson(person_key(name), name), character or None)


def _known_genre(row: _Row, slug: str, genres: dict[str, DemoGenre]) -> DemoGenre:
    if slug in genres:
        return genres[slug]
    raise row.error("genres", f"has {slug!r}, which genres.csv lacks")


def _check_film(row: _Row, film: DemoFilm) -> None:
    checks = [
        ("key", film.key.endswith(f"-{film.year}"), f"must end with the year, -{film.year}"),
        ("countries", len(film.countries) > 0, "is empty"),
        ("directors", len(film.directors) > 0, "is empty"),
        ("genres", len(film.genres) > 0, "is empty"),
        ("cast", len(film.cast) <= CAST_MAX, f"has more than {CAST_MAX} people"),
    ]
    for column, holds, fault in checks:
        if not holds:
            raise row.error(column, fault)


def _check_titles(films: tuple[DemoFilm, ...]) -> None:
    seen: dict[tuple[str, int], str] = {}
    for film in films:
        other = seen.setdefault((film.title.en.casefold(), film.year), film.key)
        if other != film.key:
            raise CatalogueError(f"films.csv: {other} and {film.key} are both {film.title.en!r} of {film.year}")


def _check_people(films: tuple[DemoFilm, ...]) -> None:
    """One person, one spelling: two that share a key would be merged, or split by an accent."""
    spellings: dict[str, str] = {}
    for film in films:
        for person in (*film.directors, *(member.person for member in film.cast)):
            known = spellings.setdefault(person.key, person.name)
            if known != person.name:
                raise CatalogueError(f"films.csv ({film.key}): {person.name!r} is spelt {known!r} in an earlier film")
