"""Serves the lists. Without the store there is an empty list that says so, never an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from suggestions.movie_list import ListedMovie, MovieList
from suggestions.ports import ListReader
from videoclub.contracts.suggestions import Source
from videoclub.errors import ServiceUnavailable
from videoclub.ids import CustomerId, MovieId
from videoclub.log import logger

type ListSource = Literal["rentals", "fallback"]


@dataclass(frozen=True)
class Served[From: str]:
    """Films, best first. `generated_at` is None as long as nothing was generated; `source` says how they came about.

    `trending` is what is rented most lately, where it was asked for as well.
    """

    items: Sequence[ListedMovie]
    generated_at: datetime | None
    source: From
    trending: Sequence[ListedMovie] = ()


@dataclass(frozen=True)
class Suggesting:
    """Reads what the last rebuild made."""

    lists: ListReader

    def suggest_movies(self, customer_id: CustomerId, *, limit: int, trending: int = 0) -> Served[Source]:
        """The customer's list; for one who rented nothing, or not before the last rebuild, what is trending."""
        served = _or_fallback(lambda: self._suggest(customer_id), Served([], None, "fallback"))
        return replace(served, items=served.items[:limit], trending=served.trending[:trending])

    def list_trending(self) -> Served[ListSource]:
        """What is rented most, lately."""
        return _or_fallback(lambda: _served(self.lists.find_trending(), "rentals"), Served([], None, "fallback"))

    def list_similar(self, movie_id: MovieId) -> Served[ListSource]:
        """The films that those who rented this one rented too."""
        return _or_fallback(lambda: _served(self.lists.find_similar(movie_id), "rentals"), Served([], None, "fallback"))

    def _suggest(self, customer_id: CustomerId) -> Served[Source]:
        own, trending = self.lists.find_suggestions(customer_id)
        popular = trending.items if trending else ()
        if own is None:
            return replace(_served(trending, "trending"), trending=popular)
        only_popular = bool(own.items) and all(item.why == "popular" for item in own.items)
        return replace(_served(own, "trending" if only_popular else "personal"), trending=popular)


def _served[From: str](movies: MovieList | None, source: From) -> Served[From]:
    return Served(movies.items, movies.generated_at, source) if movies else Served([], None, source)


def _or_fallback[From: str](serve: Callable[[], Served[From]], fallback: Served[From]) -> Served[From]:
    try:
        return serve()
    except ServiceUnavailable:
        logger("suggestions").warning("lists_unreachable")
        return fallback
