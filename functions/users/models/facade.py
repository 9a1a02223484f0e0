"""What Users answers for the other services."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field

from users.checking_health import ServiceHealth, ServiceStatus
from users.suggesting import Part, SuggestedMovie, SuggestedMovies
from videoclub.contracts.health import StoreHealth
from videoclub.contracts.movies import MovieCard
from videoclub.contracts.suggestions import Reason, ReasonKind, Source
from videoclub.http import AnswerModel, QueryModel
from videoclub.values import Instant, Money, Text

SUGGESTIONS_DEFAULT = 20
SUGGESTIONS_MAX = 100


class ListSuggestions(QueryModel):
    """How many; more than the maximum is lowered to it."""

    limit: Annotated[int, Field(ge=1), AfterValidator(lambda limit: min(limit, SUGGESTIONS_MAX))] = SUGGESTIONS_DEFAULT


class MovieCardAnswer(AnswerModel):
    """A film, as lists show it; `archived` when it is no longer offered."""

    id: str
    title: Text
    year: int
    genres: list[str]
    price: Money
    poster_url: str | None
    archived: Literal[True] | None
    links: dict[str, str]

    @classmethod
    def of(cls, movie: MovieCard, base_url: str) -> Self:
        return cls(
            id=movie.id,
            title=movie.title,
            year=movie.year,
            genres=movie.genres,
            price=movie.price,
            poster_url=f"{base_url}{movie.poster_path}" if movie.poster_path else None,
            archived=True if movie.archived else None,
            links={"self": f"{base_url}/movies/{movie.id}"},
        )


class ReasonAnswer(AnswerModel):
    """Why: `text` is in the customer's language, `movie_ids` are the films behind it."""

    kind: ReasonKind
    text: str
    movie_ids: list[str] | None

    @classmethod
    def of(cls, reason: Reason, text: str) -> Self:
        return cls(kind=reason.kind, text=text, movie_ids=[str(movie_id) for movie_id in reason.movie_ids] or None)


class SuggestionAnswer(AnswerModel):
    """A film suggested."""

    movie: MovieCardAnswer
    reason: ReasonAnswer
    source: Source

    @classmethod
    def of(cls, suggested: SuggestedMovie, base_url: str) -> Self:
        return cls(
            movie=MovieCardAnswer.of(suggested.movie, base_url),
            reason=ReasonAnswer.of(suggested.reason, suggested.text),
            source=suggested.source,
        )


class SuggestionsAnswer(AnswerModel):
    """Suggestions, best first; `degraded` names what failed, `generated_at` is absent until something was generated."""

    items: list[SuggestionAnswer]
    generated_at: Instant | None
    source: Source
    degraded: list[Part]

    @classmethod
    def of(cls, suggested: SuggestedMovies, base_url: str) -> Self:
        items = [SuggestionAnswer.of(item, base_url) for item in suggested.items]
        return cls(
            items=items,
            generated_at=suggested.generated_at,
            source=suggested.source,
            degraded=list(suggested.degraded),
        )


class ServiceHealthAnswer(AnswerModel):
    """One service and its stores."""

    name: str
    status: ServiceStatus
    stores: list[StoreHealth]


class HealthAnswer(AnswerModel):
    """The platform is `up` when every service is, else `degraded`."""

    status: Literal["up", "degraded"]
    services: list[ServiceHealthAnswer]

    @classmethod
    def of(cls, services: Sequence[ServiceHealth]) -> Self:
        return cls(
            status="up" if all(service.status == "up" for service in services) else "degraded",
            services=[
                ServiceHealthAnswer(name=service.name, status=service.status, stores=list(service.stores))
                for service in services
            ],
        )
