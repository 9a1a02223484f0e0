"""What Suggestions answers to other services."""

from typing import Annotated, Literal

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.ids import CustomerId, MovieId
from videoclub.values import Instant

SUGGESTIONS_PER_CALL = 100

type ReasonKind = Literal["because_you_watched", "popular", "new", "same_director"]
type Source = Literal["personal", "trending", "fallback"]


class Reason(ContractModel):
    """Why a film is suggested; `movie_ids` are the films of the customer's history behind it."""

    kind: ReasonKind
    movie_ids: Annotated[list[MovieId], Field(default_factory=list[MovieId])]


class Suggestion(ContractModel):
    """A film suggested, by reference."""

    movie_id: MovieId
    score: float
    reason: Reason
    source: Source


class SuggestionsRequest(ContractModel):
    """What may this customer like?"""

    customer_id: CustomerId
    limit: Annotated[int, Field(ge=1, le=SUGGESTIONS_PER_CALL)] = 20
    trending: Annotated[int, Field(ge=0, le=SUGGESTIONS_PER_CALL)] = 0
    """How many films that are rented most lately to name as well."""


class Suggestions(ContractModel):
    """The list, best first. `source` says how it came about; `generated_at` is None for an empty platform."""

    items: list[Suggestion]
    trending: tuple[MovieId, ...] = ()
    generated_at: Instant | None = None
    source: Source


SUGGEST_MOVIES = Operation("suggestions", "suggest_movies", SuggestionsRequest, Suggestions)
