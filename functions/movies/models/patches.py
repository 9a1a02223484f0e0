"""A change of a film as a JSON Merge Patch (RFC 7396): what is absent stays, null removes, arrays replace whole."""

import json
from typing import Annotated, Any

from pydantic import Field

from movies.models.movies import (
    TITLE_MAX_CHARS,
    AddMovie,
    CastRef,
    Country,
    Language,
    PersonRef,
    RentalTerms,
    Runtime,
    Slug,
    Year,
    poster_url,
)
from movies.movie import Movie, NewMovie
from videoclub.http import RequestModel
from videoclub.http.merge_patch import merge_patch
from videoclub.http.parsing import parse_body
from videoclub.values import Money, iso_duration


class PatchText(RequestModel):
    """Words in English and French; null removes those of a language, of which one must stay."""

    en: str | None = None
    fr: str | None = None


class PatchMovie(RequestModel):
    """The fields of a film to change. Another `price` takes effect at once."""

    title: PatchText | None = None
    original_title: Annotated[str, Field(min_length=1, max_length=TITLE_MAX_CHARS)] | None = None
    year: Year | None = None
    runtime_min: Runtime | None = None
    synopsis: PatchText | None = None
    genres: tuple[Slug, ...] | None = None
    countries: tuple[Country, ...] | None = None
    languages: tuple[Language, ...] | None = None
    directors: tuple[PersonRef, ...] | None = None
    cast: tuple[CastRef, ...] | None = None
    price: Money | None = None
    rental_terms: RentalTerms | None = None
    poster_url: str | None = None

    def applied_to(self, movie: Movie, api_url: str) -> NewMovie:
        """The film as it becomes. Raises ValidationFailed when it would lack something or hold what it may not."""
        changed = merge_patch(_as_sent(movie, api_url), self.model_dump(mode="json", exclude_unset=True))
        return parse_body(AddMovie, json.dumps(changed).encode()).as_new_movie(api_url)


def _as_sent(movie: Movie, api_url: str) -> dict[str, Any]:
    """The film in the form in which it is added."""
    sent = {
        "title": movie.title.model_dump(),
        "original_title": movie.original_title,
        "year": movie.year,
        "runtime_min": movie.runtime_min,
        "synopsis": movie.synopsis and movie.synopsis.model_dump(),
        "genres": movie.genres,
        "countries": movie.countries,
        "languages": movie.languages,
        "directors": [{"person_id": credit.person_id} for credit in movie.directors],
        "cast": [{"person_id": credit.person_id, "character": credit.character} for credit in movie.cast],
        "price": movie.price.model_dump(mode="json"),
        "rental_terms": {
            "start_within": iso_duration(movie.terms.start_within),
            "watch_within": iso_duration(movie.terms.watch_within),
        },
        "poster_url": poster_url(movie.poster_path, api_url),
    }
    return {name: value for name, value in sent.items() if value is not None}
