"""The customer's suggestions: Suggestions names films, Movies describes them, the reason is put into words here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from users.ports import AccountStore
from videoclub.contracts.movies import DESCRIBE_MOVIES, MOVIES_PER_CALL, MovieCard, MoviesRequest
from videoclub.contracts.suggestions import (
    SUGGEST_MOVIES,
    SUGGESTIONS_PER_CALL,
    Reason,
    ReasonKind,
    Source,
    Suggestions,
    SuggestionsRequest,
)
from videoclub.errors import ServiceUnavailable
from videoclub.ids import AccountId, CustomerId, MovieId
from videoclub.log import logger
from videoclub.services import Services
from videoclub.values import Text

DEFAULT_LOCALE = "en"
SPARE_SUGGESTIONS = 10
"""Asked for beyond the limit, since archived films are left out."""

_BECAUSE = Text(en="Because you watched {title}", fr="Parce que vous avez vu {title}")
_FOR_YOU = Text(en="Chosen for you", fr="Choisi pour vous")
_IN_WORDS: Mapping[ReasonKind, Text] = {
    "because_you_watched": _BECAUSE,
    "popular": Text(en="Popular now", fr="Populaire en ce moment"),
    "new": Text(en="New here", fr="Nouveau ici"),
    "same_director": Text(en="By a director you have watched", fr="D'un cinéaste que vous avez déjà vu"),
}


@dataclass(frozen=True)
class SuggestedMovie:
    """A film with the reason in the customer's language."""

    movie: MovieCard
    reason: Reason
    text: str
    source: Source


@dataclass(frozen=True)
class SuggestedMovies:
    """The list, best first; `generated_at` is None when nothing was generated yet."""

    items: Sequence[SuggestedMovie]
    generated_at: datetime | None
    source: Source


@dataclass(frozen=True)
class Suggesting:
    """Suggests films to a customer."""

    accounts: AccountStore
    services: Services

    def suggest_movies(self, customer_id: CustomerId, *, limit: int) -> SuggestedMovies:
        """Up to `limit` films that are offered today. Without Suggestions an empty list that says so.

        Raises ServiceUnavailable when the films cannot be described.
        """
        suggestions = self._ask_suggestions(customer_id, limit)
        movies = self._describe(_movie_ids(suggestions))
        offered = [item for item in suggestions.items if item.movie_id in movies and not movies[item.movie_id].archived]
        locale = self._locale(customer_id)
        items = [
            SuggestedMovie(movies[item.movie_id], item.reason, _in_words(item.reason, movies, locale), item.source)
            for item in offered[:limit]
        ]
        return SuggestedMovies(items, suggestions.generated_at, suggestions.source)

    def _ask_suggestions(self, customer_id: CustomerId, limit: int) -> Suggestions:
        asked = min(limit + SPARE_SUGGESTIONS, SUGGESTIONS_PER_CALL)
        try:
            return self.services.ask(SUGGEST_MOVIES, SuggestionsRequest(customer_id=customer_id, limit=asked))
        except ServiceUnavailable:
            logger("users").warning("suggestions_degraded")
            return Suggestions(items=[], source="fallback")

    def _describe(self, movie_ids: Iterable[MovieId]) -> dict[MovieId, MovieCard]:
        described: dict[MovieId, MovieCard] = {}
        for some in batched(movie_ids, MOVIES_PER_CALL, strict=False):
            answer = self.services.ask(DESCRIBE_MOVIES, MoviesRequest(movie_ids=list(some)))
            described |= {movie.id: movie for movie in answer.movies}
        return described

    def _locale(self, customer_id: CustomerId) -> str:
        account = self.accounts.find_account(AccountId(customer_id))
        return account.locale if account else DEFAULT_LOCALE


def _movie_ids(suggestions: Suggestions) -> Iterable[MovieId]:
    """The films suggested and those that head the reasons, each once."""
    suggested = (item.movie_id for item in suggestions.items)
    reasons = (movie_id for item in suggestions.items for movie_id in item.reason.movie_ids[:1])
    return dict.fromkeys([*suggested, *reasons])


def _in_words(reason: Reason, movies: Mapping[MovieId, MovieCard], locale: str) -> str:
    words = _IN_WORDS[reason.kind]
    if words is _BECAUSE:
        seen = next((movies[movie_id] for movie_id in reason.movie_ids if movie_id in movies), None)
        return _BECAUSE.best(locale).format(title=seen.title.best(locale)) if seen else _FOR_YOU.best(locale)
    return words.best(locale)
