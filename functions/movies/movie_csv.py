"""A film as a row of CSV, and a row as the film that somebody wants: one format for import and export (docs/api.md)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from movies.models.movies import AddMovie
from movies.movie import Credit, Movie, NewCredit, NewMovie
from videoclub.errors import FieldError, ValidationFailed
from videoclub.http.parsing import parse_body
from videoclub.values import iso_duration

COLUMNS = (
    "id",
    "title_en",
    "title_fr",
    "original_title",
    "year",
    "runtime_min",
    "genres",
    "countries",
    "languages",
    "directors",
    "cast",
    "price",
    "currency",
    "start_within",
    "watch_within",
    "synopsis_en",
    "synopsis_fr",
    "archived",
)
NEEDED_TO_ADD = ("year", "runtime_min", "genres", "price")
"""Besides a title in one language."""
TITLES = ("title_en", "title_fr")

_WHOLE_NUMBER = re.compile("[0-9]{1,9}")
_ESCAPABLE = re.compile(r"([\\|=])")
_PIECE = re.compile(r"\\(.)|([|=])|([^\\|=]+|\\)", re.DOTALL)
_COLUMN_OF = {
    "/title/en": "/title_en",
    "/title/fr": "/title_fr",
    "/title": "/title_en",
    "/synopsis/en": "/synopsis_en",
    "/synopsis/fr": "/synopsis_fr",
    "/synopsis": "/synopsis_en",
    "/price/amount": "/price",
    "/price/currency": "/currency",
    "/rental_terms/start_within": "/start_within",
    "/rental_terms/watch_within": "/watch_within",
}


def cells_of(movie: Movie) -> dict[str, str]:
    """Every cell of a film in the catalogue."""
    return cells_of_new(movie) | {
        "id": movie.id,
        "start_within": iso_duration(movie.terms.start_within),
        "watch_within": iso_duration(movie.terms.watch_within),
        "archived": "true" if movie.archived_at else "false",
    }


def cells_of_new(film: Movie | NewMovie) -> dict[str, str]:
    """The cells that a film in the catalogue and one that is wanted have in common."""
    return {
        "title_en": film.title.en or "",
        "title_fr": film.title.fr or "",
        "original_title": film.original_title,
        "year": str(film.year),
        "runtime_min": str(film.runtime_min),
        "genres": "|".join(film.genres),
        "countries": "|".join(film.countries),
        "languages": "|".join(film.languages),
        "directors": "|".join(map(_credit_cell, film.directors)),
        "cast": "|".join(map(_credit_cell, film.cast)),
        "price": str(film.price.amount),
        "currency": film.price.currency,
        "synopsis_en": (film.synopsis and film.synopsis.en) or "",
        "synopsis_fr": (film.synopsis and film.synopsis.fr) or "",
    }


def film_of(cells: Mapping[str, str]) -> AddMovie:
    """The film that a row asks for; what it has no cell for is absent. Raises ValidationFailed that names columns."""
    try:
        return parse_body(AddMovie, json.dumps(_document(cells)).encode())
    except ValidationFailed as refused:
        raise ValidationFailed(*map(_at_column, refused.errors)) from None


def genres_of(cells: Mapping[str, str]) -> list[str]:
    """The genres that a row names, known or not."""
    return _codes(cells.get("genres", "").strip()) or []


def archived_of(cells: Mapping[str, str]) -> bool | None:
    """Whether the row wants the film archived, None where it leaves it as it is. Raises ValidationFailed."""
    wanted = cells.get("archived", "").strip().lower()
    if wanted not in {"", "true", "false"}:
        raise ValidationFailed(FieldError("/archived", "bool_parsing", "is true, false or empty"))
    return {"true": True, "false": False}.get(wanted)


def _document(cells: Mapping[str, str]) -> dict[str, Any]:
    """The row as the JSON body that would add the film: an empty cell is an absent member."""
    text = {name: cell for name, cell in cells.items() if cell.strip()}
    money = {"amount": text.get("price", "").strip(), "currency": text.get("currency", "EUR").strip()}
    members: dict[str, Any] = {
        "title": _in_languages(text, "title"),
        "original_title": text.get("original_title"),
        "year": _number(text.get("year")),
        "runtime_min": _number(text.get("runtime_min")),
        "synopsis": _in_languages(text, "synopsis") or None,
        "genres": _codes(text.get("genres")),
        "countries": _codes(text.get("countries")) or [],
        "languages": _codes(text.get("languages")) or [],
        "directors": [{"name": "=".join(parts)} for parts in _people(text.get("directors"))],
        "cast": [_cast_member(parts) for parts in _people(text.get("cast"))],
        "price": money if money["amount"] else None,
        "rental_terms": {name: text[name].strip() for name in ("start_within", "watch_within") if name in text},
    }
    return {name: value for name, value in members.items() if value is not None}


def _in_languages(text: Mapping[str, str], field: str) -> dict[str, str]:
    return {language: text[f"{field}_{language}"] for language in ("en", "fr") if f"{field}_{language}" in text}


def _number(cell: str | None) -> int | str | None:
    """A whole number, or the text as it stands, for the model to refuse."""
    return int(cell) if cell and _WHOLE_NUMBER.fullmatch(cell.strip()) else cell


def _codes(cell: str | None) -> list[str] | None:
    return [code.strip() for code in cell.split("|")] if cell else None


def _credit_cell(credit: Credit | NewCredit) -> str:
    parts = [credit.name or "", *([credit.character] if credit.character else [])]
    return "=".join(_ESCAPABLE.sub(r"\\\1", part) for part in parts)


def _cast_member(parts: list[str]) -> dict[str, str]:
    name, *character = parts
    return {"name": name} | ({"character": "=".join(character)} if character else {})


def _people(cell: str | None) -> list[list[str]]:
    """The names of a cell, each split at `=`; a backslash before `|`, `=` or a backslash makes it a plain character."""
    if cell is None:
        return []
    people = [[""]]
    for escaped, separator, plain in _PIECE.findall(cell):
        if separator == "|":
            people.append([""])
        elif separator:
            people[-1].append("")
        else:
            people[-1][-1] += escaped or plain
    return [[part.strip() for part in parts] for parts in people]


def _at_column(error: FieldError) -> FieldError:
    """The error with a pointer to its column, and the place in the list where the column holds one."""
    if error.pointer in _COLUMN_OF:
        return FieldError(_COLUMN_OF[error.pointer], error.code, error.message)
    column, _, place = error.pointer[1:].partition("/")
    entry = place.partition("/")[0]
    message = f"entry {int(entry) + 1}: {error.message}" if entry.isdigit() else error.message
    return FieldError(f"/{column}", error.code, message)
