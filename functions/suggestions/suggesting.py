"""Serves the lists. Without their store there is what trended last, or an empty list that says so, never an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from suggestions.movie_list import ListedMovie, MovieList
from suggestions.ports.lists import CustomerHistories, ListReader, TrendingFile
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
    """Reads what was made. `trending` and `histories` are asked only when the store of lists does not answer."""

    lists: ListReader
    trending: TrendingFile
    histories: CustomerHistories

    def suggest_movies(self, customer_id: CustomerId, *, limit: int, trending: int = 0) -> Served[Source]:
        """The customer's list; for one who rented nothing, what is trending."""
        served: Served[Source] = self._or_fallback(
            lambda: self._suggest(customer_id), "fallback", but=lambda: self._rented(customer_id)
        )
        return replace(served, items=served.items[:limit], trending=served.trending[:trending])

    def list_trending(self) -> Served[ListSource]:
        """What is rented most, lately."""
        return self._or_fallback(lambda: _served(self.lists.find_trending(), "rentals"), "fallback")

    def list_similar(self, movie_id: MovieId) -> Served[ListSource]:
        """The films that those who rented this one rented too, then those alike by people and genre."""
        try:
            return _served(self.lists.find_similar(movie_id), "rentals")
        except ServiceUnavailable:
            logger("suggestions").warning("lists_unreachable")
            return Served([], None, "fallback")

    def _suggest(self, customer_id: CustomerId) -> Served[Source]:
        own, trending = self.lists.find_suggestions(customer_id)
        popular = trending.items if trending else ()
        if own is None:
            return replace(_served(trending, "trending"), trending=popular)
        only_popular = bool(own.items) and all(item.why == "popular" for item in own.items)
        return replace(_served(own, "trending" if only_popular else "personal"), trending=popular)

    def _or_fallback[From: str](
        self, serve: Callable[[], Served[From]], fallback: From, *, but: Callable[[], set[MovieId]] = set
    ) -> Served[From]:
        try:
            return serve()
        except ServiceUnavailable:
            logger("suggestions").warning("lists_unreachable")
        try:
            last = self.trending.read_trending()
        except ServiceUnavailable:
            last = None
        if last is None:
            return Served([], None, fallback)
        barred = but()
        return Served([item for item in last.items if item.movie_id not in barred], last.generated_at, fallback)

    def _rented(self, customer_id: CustomerId) -> set[MovieId]:
        """What the customer rented, as far as Stats answers."""
        try:
            return {rented.movie_id for rented in self.histories.read_history(customer_id)}
        except ServiceUnavailable:
            return set()


def _served[From: str](movies: MovieList | None, source: From) -> Served[From]:
    return Served(movies.items, movies.generated_at, source) if movies else Served([], None, source)
