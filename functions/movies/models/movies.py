"""What the API takes and gives of films."""

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from movies.movie import Credit, Genre, Movie, NewCredit, NewMovie
from videoclub.errors import FieldError, ValidationFailed
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.http.models import PAGE_LIMIT_MAX
from videoclub.ids import MovieId, PersonId
from videoclub.values import MONEY_MAX, Duration, Instant, Money, Text

TITLE_MAX_CHARS = 300
NAME_MAX_CHARS = 200
QUERY_MAX_CHARS = 100
FIRST_FILM_YEAR = 1888  # Roundhay Garden Scene, the oldest film that survives
LAST_YEAR = 2200
RUNTIME_MAX_MIN = 1000
GENRES_MAX = 8
PEOPLE_MAX = 100
CODES_MAX = 20
WINDOW_MIN = timedelta(hours=1)
WINDOW_MAX = timedelta(days=366)

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"  # no control characters; PostgreSQL cannot even store NUL
Line = Annotated[str, Field(min_length=1, max_length=NAME_MAX_CHARS, pattern=_PRINTABLE)]
Slug = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Language = Annotated[str, Field(pattern="^[a-z]{2}$")]
_UUID = "[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"
Uuid = Annotated[str, Field(pattern=f"^{_UUID}$")]
Uuids = Annotated[str, Field(pattern=f"^{_UUID}(,{_UUID}){{0,{PAGE_LIMIT_MAX - 1}}}$")]
Year = Annotated[int, Field(ge=FIRST_FILM_YEAR, le=LAST_YEAR)]
Runtime = Annotated[int, Field(ge=1, le=RUNTIME_MAX_MIN)]
PosterUrl = Annotated[str, Field(pattern=r"^[A-Za-z0-9._~:/-]+$", max_length=500)]
Window = Annotated[Duration, Field(ge=WINDOW_MIN, le=WINDOW_MAX)]

type Sort = Literal["relevance", "title", "-year", "price", "-added"]


def _no_twins[Value](values: tuple[Value, ...]) -> tuple[Value, ...]:
    if any(value in values[:place] for place, value in enumerate(values)):
        raise ValueError("names something twice")
    return values


class SearchQuery(PageQuery):
    """Filters, sort and page of the catalogue. Without `q`, relevance is the order of titles.

    `ids`, parted by commas, are at most as many as a page holds: who knows films by id asks for all of them at once.
    """

    ids: Uuids | None = None
    q: Annotated[str, Field(max_length=QUERY_MAX_CHARS, pattern=_PRINTABLE)] | None = None
    genre: Slug | None = None
    person_id: Uuid | None = None
    director: Line | None = None
    actor: Line | None = None
    year_min: Year | None = None
    year_max: Year | None = None
    runtime_max: Runtime | None = None
    language: Language | None = None
    country: Country | None = None
    price_max: Annotated[Decimal, Field(ge=0, le=MONEY_MAX)] | None = None
    sort: Sort = "relevance"
    show_archived: bool = False


class Title(Text):
    """A title in English, French or both."""

    en: Annotated[str, Field(min_length=1, max_length=TITLE_MAX_CHARS, pattern=_PRINTABLE)] | None = None
    fr: Annotated[str, Field(min_length=1, max_length=TITLE_MAX_CHARS, pattern=_PRINTABLE)] | None = None


class Synopsis(Text):
    """What a film is about, in English, French or both."""

    en: Annotated[str, Field(min_length=1, max_length=2000, pattern="^[^\\x00]*$")] | None = None
    fr: Annotated[str, Field(min_length=1, max_length=2000, pattern="^[^\\x00]*$")] | None = None


class PersonRef(RequestModel):
    """Somebody known, by `person_id`, or anybody, by `name`."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Max Schreck"}]})

    person_id: Uuid | None = None
    name: Line | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.person_id is None) == (self.name is None):
            raise ValueError("needs either person_id or name")
        return self

    def as_credit(self) -> NewCredit:
        """This as a credit to be added."""
        return NewCredit(PersonId(self.person_id) if self.person_id else None, self.name)


class CastRef(PersonRef):
    """Somebody in the cast and, where known, the character."""

    character: Line | None = None

    def as_credit(self) -> NewCredit:
        return NewCredit(PersonId(self.person_id) if self.person_id else None, self.name, self.character)


class RentalTerms(RequestModel):
    """How long after renting a film must be started, and how long after that it may be watched."""

    start_within: Window | None = None
    watch_within: Window | None = None


class AddMovie(RequestModel):
    """A film to be added; `genres` are ids of GET /genres, the main one first."""

    title: Title
    original_title: Annotated[str, Field(min_length=1, max_length=TITLE_MAX_CHARS, pattern=_PRINTABLE)] | None = None
    year: Year
    runtime_min: Runtime
    synopsis: Synopsis | None = None
    genres: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=GENRES_MAX), AfterValidator(_no_twins)]
    countries: Annotated[tuple[Country, ...], Field(max_length=CODES_MAX), AfterValidator(_no_twins)] = ()
    languages: Annotated[tuple[Language, ...], Field(max_length=CODES_MAX), AfterValidator(_no_twins)] = ()
    directors: Annotated[tuple[PersonRef, ...], Field(max_length=PEOPLE_MAX), AfterValidator(_no_twins)] = ()
    cast: Annotated[tuple[CastRef, ...], Field(max_length=PEOPLE_MAX), AfterValidator(_no_twins)] = ()
    price: Money
    rental_terms: RentalTerms = RentalTerms()
    poster_url: PosterUrl | None = None

    def as_new_movie(self, api_url: str = "") -> NewMovie:
        """This as the film that the catalogue adds. Raises ValidationFailed for a poster that `api_url` has not."""
        return NewMovie(
            title=self.title,
            original_title=self.original_title or self.title.best("en"),
            year=self.year,
            runtime_min=self.runtime_min,
            synopsis=self.synopsis,
            genres=self.genres,
            countries=self.countries,
            languages=self.languages,
            directors=tuple(person.as_credit() for person in self.directors),
            cast=tuple(person.as_credit() for person in self.cast),
            price=self.price,
            start_within=self.rental_terms.start_within,
            watch_within=self.rental_terms.watch_within,
            poster_path=_poster_path(self.poster_url, api_url) if self.poster_url else None,
        )


class DirectorAnswer(AnswerModel):
    """Who directed."""

    person_id: PersonId
    name: str


class CastAnswer(AnswerModel):
    """Who played, and whom."""

    person_id: PersonId
    name: str
    character: str | None = None


class TermsAnswer(AnswerModel):
    """The two windows of a rental."""

    start_within: Duration
    watch_within: Duration


class MovieSummary(AnswerModel):
    """A film in a list."""

    id: MovieId
    title: Text
    original_title: str
    year: int
    runtime_min: int
    genres: list[str]
    countries: list[str]
    languages: list[str]
    directors: list[DirectorAnswer]
    price: Money
    poster_url: str | None = None
    archived_at: Instant | None = None
    links: dict[str, str]

    @classmethod
    def of(cls, movie: Movie, api_url: str) -> Self:
        """The answer for `movie`; `api_url` is the public address of the API."""
        return cls.model_validate(_summary(movie, api_url))


class MovieAnswer(MovieSummary):
    """A film, whole."""

    synopsis: Text | None = None
    cast: list[CastAnswer]
    rental_terms: TermsAnswer
    created_at: Instant

    @classmethod
    def of(cls, movie: Movie, api_url: str) -> Self:
        return cls.model_validate(
            _summary(movie, api_url)
            | {
                "synopsis": movie.synopsis,
                "cast": [_person(credit) | {"character": credit.character} for credit in movie.cast],
                "rental_terms": TermsAnswer(
                    start_within=movie.terms.start_within, watch_within=movie.terms.watch_within
                ),
                "created_at": movie.created_at,
            }
        )


def _summary(movie: Movie, api_url: str) -> dict[str, object]:
    itself = f"{api_url}/movies/{movie.id}"
    return {
        "id": movie.id,
        "title": movie.title,
        "original_title": movie.original_title,
        "year": movie.year,
        "runtime_min": movie.runtime_min,
        "genres": list(movie.genres),
        "countries": list(movie.countries),
        "languages": list(movie.languages),
        "directors": [_person(credit) for credit in movie.directors],
        "price": movie.price,
        "poster_url": poster_url(movie.poster_path, api_url),
        "archived_at": movie.archived_at,
        "links": {"self": itself, "similar": f"{itself}/similar", "watching": f"{itself}/watching"}
        | ({} if movie.archived_at else {"rent": f"{api_url}/rentals"}),
    }


def poster_url(poster_path: str | None, api_url: str) -> str | None:
    """Where the poster is served: by the API itself, as all pictures are."""
    return f"{api_url}/assets/{poster_path}" if poster_path else None


def _poster_path(url: str, api_url: str) -> str:
    path = url.removeprefix(api_url)
    if path.startswith("/assets/") and ".." not in path:
        return path.removeprefix("/assets/")
    message = f"is not a picture below {api_url}/assets/"
    raise ValidationFailed(FieldError("/poster_url", "foreign_picture", message))


def _person(credit: Credit) -> dict[str, object]:
    return {"person_id": credit.person_id, "name": credit.name}


class GenreFacet(AnswerModel):
    """How many of the films found have this genre."""

    id: str
    count: int


class DecadeFacet(AnswerModel):
    """How many of the films found are of the ten years from `decade` on."""

    decade: int
    count: int


class LanguageFacet(AnswerModel):
    """How many of the films found are in this language."""

    language: str
    count: int


class Facets(AnswerModel):
    """What a further filter would leave, the present filter of the same kind set aside."""

    genres: list[GenreFacet]
    decades: list[DecadeFacet]
    languages: list[LanguageFacet]


class MoviePage(Page[MovieSummary]):
    """A page of films. The first one has `facets` and, when nothing matched well, what was perhaps meant."""

    facets: Facets | None = None
    did_you_mean: str | None = None


class GenreAnswer(AnswerModel):
    """A genre; `id` is used in films and filters, `count` tells the films on offer."""

    id: str
    name: Text
    count: int

    @classmethod
    def of(cls, genre: Genre) -> Self:
        """The answer for `genre`."""
        return cls(id=genre.slug, name=genre.name, count=genre.count)


class GenrePage(Page[GenreAnswer]):
    """All genres on one page."""
