"""The customer's suggestions: Suggestions names films, Movies describes them, the reason is put into words here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Literal

from users.accounts import Accounts
from users.asking import Asking
from users.reasons import in_words
from videoclub.contracts.movies import DESCRIBE_MOVIES, MOVIES_PER_CALL, MovieCard, MoviesRequest
from videoclub.contracts.suggestions import (
    SUGGEST_MOVIES,
    SUGGESTIONS_PER_CALL,
    Reason,
    Source,
    Suggestions,
    SuggestionsRequest,
)
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, CustomerId, MovieId
from videoclub.log import logger

SPARE_SUGGESTIONS = 10
"""Asked for beyond the limit, since archived films are left out."""

type Part = Literal["suggestions"]


@dataclass(frozen=True)
class SuggestedMovie:
    """A film with the reason in the customer's language."""

    movie: MovieCard
    reason: Reason
    text: str
    source: Source


@dataclass(frozen=True)
class SuggestedMovies:
    """The list, best first; `generated_at` is None when nothing was generated yet. `degraded` names what is missing."""

    items: Sequence[SuggestedMovie]
    generated_at: datetime | None
    source: Source
    degraded: Sequence[Part] = ()


@dataclass(frozen=True)
class Suggesting:
    """Suggests films to a customer."""

    accounts: Accounts
    asking: Asking

    def suggest_movies(self, customer_id: CustomerId, *, limit: int) -> SuggestedMovies:
        """Up to `limit` films that are offered today. Without Suggestions or Movies an empty list that says so.

        Raises Unauthenticated for somebody who has no account any more.
        """
        asked = min(limit + SPARE_SUGGESTIONS, SUGGESTIONS_PER_CALL)
        question = self.asking.begin(SUGGEST_MOVIES, SuggestionsRequest(customer_id=customer_id, limit=asked))
        locale = self.accounts.read_locale(AccountId(customer_id))
        try:
            suggestions = question.answer()
            movies = self._describe(_movie_ids(suggestions))
        except ServiceUnavailable as error:
            logger("users").warning("suggestions_degraded", reason=error.detail)
            return SuggestedMovies([], None, "fallback", degraded=["suggestions"])
        offered = [item for item in suggestions.items if item.movie_id in movies and not movies[item.movie_id].archived]
        items = [
            SuggestedMovie(movies[item.movie_id], item.reason, in_words(item.reason, movies, locale), item.source)
            for item in offered[:limit]
        ]
        degraded: Sequence[Part] = ["suggestions"] if suggestions.source == "fallback" else []
        return SuggestedMovies(items, suggestions.generated_at, suggestions.source, degraded)

    def _describe(self, movie_ids: Iterable[MovieId]) -> dict[MovieId, MovieCard]:
        asked = [
            self.asking.begin(DESCRIBE_MOVIES, MoviesRequest(movie_ids=list(some)))
            for some in batched(movie_ids, MOVIES_PER_CALL, strict=False)
        ]
        return {movie.id: movie for question in asked for movie in question.answer().movies}


def _movie_ids(suggestions: Suggestions) -> Iterable[MovieId]:
    """The films suggested and those that head the reasons, each once."""
    suggested = (item.movie_id for item in suggestions.items)
    reasons = (movie_id for item in suggestions.items for movie_id in item.reason.movie_ids[:1])
    return dict.fromkeys([*suggested, *reasons])
