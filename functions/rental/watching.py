"""Who is watching now: counts of live sessions, which fall by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from rental.ports import PlaybackStore
from videoclub.ids import MovieId

type WatchingPlace = tuple[int, MovieId]
"""A film's place in the list: most watched first, ties by id."""


@dataclass(frozen=True)
class WatchedMovie:
    """A film, and how many sessions play it."""

    movie_id: MovieId
    count: int

    @property
    def place(self) -> WatchingPlace:
        """Its place in the list."""
        return -self.count, self.movie_id


@dataclass(frozen=True)
class Watching:
    """Counts. Raises ServiceUnavailable when the live store is away."""

    sessions: PlaybackStore

    def count_watching(self, movie_id: MovieId) -> int:
        """How many are watching the film now."""
        return self.sessions.count_watching(movie_id)

    def list_watching(
        self, *, after: WatchingPlace | None, limit: int
    ) -> tuple[Sequence[WatchedMovie], int, WatchingPlace | None]:
        """The films that are watched now, most watched first; all sessions together; where the next page starts."""
        counts = self.sessions.list_watching()
        movies = sorted((WatchedMovie(*counted) for counted in counts.items()), key=lambda movie: movie.place)
        page = [movie for movie in movies if after is None or movie.place > after]
        return page[:limit], sum(counts.values()), page[limit - 1].place if len(page) > limit else None
