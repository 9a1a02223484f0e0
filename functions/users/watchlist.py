"""The films a customer wants to watch some day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from users.asking import Asking
from users.errors import WatchlistFull
from users.ports.watchlist import Wanted, WatchlistStore
from videoclub.clock import rfc3339
from videoclub.contracts.movies import DESCRIBE_MOVIES, MovieCard, MoviesRequest
from videoclub.cursors import Cursors
from videoclub.errors import NotFound, ServiceUnavailable, Unauthenticated
from videoclub.ids import AccountId, MovieId
from videoclub.log import logger
from videoclub.values import instant


@dataclass(frozen=True)
class WantedMovie:
    """A film on the list; `movie` is None when it could not be described."""

    movie_id: MovieId
    added_at: datetime
    movie: MovieCard | None


@dataclass(frozen=True)
class WatchlistPage:
    """A page, newest first. `degraded` names Movies when it describes no film."""

    items: Sequence[WantedMovie]
    next_cursor: str | None
    degraded: Sequence[Literal["movies"]] = ()


@dataclass(frozen=True)
class Watchlist:
    """What can be done with it; it holds up to `limit` films."""

    store: WatchlistStore
    asking: Asking
    cursors: Cursors
    limit: int

    def list_movies(self, account_id: AccountId, *, limit: int, cursor: str | None) -> WatchlistPage:
        """A page of the list. Raises ValidationFailed for a cursor of another list."""
        query = {"watchlist_of": account_id}
        position = self.cursors.open(cursor, query=query)
        after = Wanted(MovieId(str(position[1])), instant(str(position[0]))) if position else None
        found = self.store.read_watchlist(account_id, after=after, limit=limit + 1)
        shown = found[:limit]
        described, degraded = self._describe([wanted.movie_id for wanted in shown])
        items = [WantedMovie(one.movie_id, one.added_at, described.get(one.movie_id)) for one in shown]
        if len(found) <= limit:
            return WatchlistPage(items, None, degraded)
        last = shown[-1]
        return WatchlistPage(items, self.cursors.seal([rfc3339(last.added_at), last.movie_id], query=query), degraded)

    def add_movie(self, account_id: AccountId, movie_id: MovieId, *, now: datetime) -> None:
        """Put a film on the list; one that is there stays where it is.

        Raises NotFound for an unknown film, WatchlistFull, ServiceUnavailable, and Unauthenticated for somebody who
        has no account any more.
        """
        known = self.asking.begin(DESCRIBE_MOVIES, MoviesRequest(movie_ids=[movie_id])).answer().movies
        if not known:
            raise NotFound("There is no such film.")
        outcome = self.store.insert_wanted(account_id, Wanted(movie_id, now), limit=self.limit)
        if outcome == "full":
            raise WatchlistFull(f"The watchlist holds up to {self.limit} films.")
        if outcome == "no-account":
            raise Unauthenticated("This account no longer exists.")

    def remove_movie(self, account_id: AccountId, movie_id: MovieId) -> None:
        """Take a film off the list; nothing happens when it is not there."""
        self.store.delete_wanted(account_id, movie_id)

    def _describe(self, movie_ids: list[MovieId]) -> tuple[dict[MovieId, MovieCard], Sequence[Literal["movies"]]]:
        if not movie_ids:
            return {}, ()
        try:
            answer = self.asking.begin(DESCRIBE_MOVIES, MoviesRequest(movie_ids=movie_ids)).answer()
        except ServiceUnavailable:
            logger("users").warning("watchlist_degraded")
            return {}, ["movies"]
        return {movie.id: movie for movie in answer.movies}, ()
