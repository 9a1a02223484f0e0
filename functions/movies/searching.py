"""Search: films by words, filters and sort, page by page."""

from dataclasses import dataclass
from datetime import datetime

from movies.models.movies import SearchQuery
from movies.movie import Movie
from movies.ports.movies import FacetCounts, SearchStore
from videoclub.cursors import Cursors
from videoclub.errors import Forbidden, Unauthenticated
from videoclub.identity import Principal


@dataclass(frozen=True, slots=True)
class MovieList:
    """A page of films; `facets` and, when nothing matched well, `did_you_mean` come with the first one."""

    movies: list[Movie]
    next_cursor: str | None
    facets: FacetCounts | None
    did_you_mean: str | None


@dataclass(frozen=True)
class Search:
    """Finds films."""

    store: SearchStore
    cursors: Cursors

    def search_movies(self, query: SearchQuery, *, by: Principal, now: datetime) -> MovieList:
        """The films that match. Raises ValidationFailed for a cursor of another query, Forbidden for archived films."""
        if query.show_archived and not by.is_admin:
            raise _refused(by)
        filters = query.model_dump(mode="json")
        found = self.store.find_movies(query, self.cursors.open(query.cursor, query=filters), now)
        return MovieList(
            movies=found.movies,
            next_cursor=self.cursors.seal(found.positions[-1], query=filters) if found.has_more else None,
            facets=found.facets,
            did_you_mean=None if query.cursor else found.did_you_mean,
        )


def _refused(by: Principal) -> Unauthenticated | Forbidden:
    if by.account_id is None:
        return Unauthenticated("Sign in as an admin to see archived films.")
    return Forbidden("Archived films are shown to admins only.")
