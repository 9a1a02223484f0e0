"""Films and genres."""

from movies import wiring
from movies.api.routes import routes
from movies.models import (
    AddMovie,
    DecadeFacet,
    Facets,
    GenreAnswer,
    GenreFacet,
    GenrePage,
    LanguageFacet,
    MovieAnswer,
    MoviePage,
    MovieSummary,
    SearchQuery,
)
from movies.ports import FacetCounts
from videoclub.errors import Forbidden, NotFound, Unauthenticated
from videoclub.http import ANYONE, Call, NoAnswer, NoBody, NoQuery, Reply
from videoclub.identity import Role
from videoclub.ids import MovieId


@routes.route("GET", "/movies", who=ANYONE, query=SearchQuery, answer=MoviePage, raises=[Forbidden, Unauthenticated])
def search_movies(call: Call[SearchQuery, NoBody]) -> Reply[MoviePage]:
    """Find films by words and filters, page by page."""
    found = wiring.wired().search.search_movies(call.query, by=call.principal, now=call.now)
    items = [MovieSummary.of(movie, call.base_url) for movie in found.movies]
    return Reply(MoviePage(items=items, facets=_facets(found.facets), **call.page_links(found.next_cursor)))


@routes.route("POST", "/movies", who=Role.ADMIN, body=AddMovie, answer=MovieAnswer, status=201)
def add_movie(call: Call[NoQuery, AddMovie]) -> Reply[MovieAnswer]:
    """Add a film, and tell developers."""
    new = call.body.as_new_movie()
    movie = wiring.wired().catalogue.add_movie(new, now=call.now, api_url=call.base_url, by=call.principal.account_id)
    answer = MovieAnswer.of(movie, call.base_url)
    return Reply(answer, etag=movie.etag, location=answer.links["self"])


@routes.route("GET", "/movies/{movie_id}", who=ANYONE, answer=MovieAnswer, raises=[NotFound])
def read_movie(call: Call[NoQuery, NoBody]) -> Reply[MovieAnswer]:
    """A film, whole; archived ones too."""
    movie = wiring.wired().catalogue.read_movie(MovieId(call.path["movie_id"]), now=call.now)
    return Reply(MovieAnswer.of(movie, call.base_url), etag=movie.etag, cache_control="no-cache")


@routes.route("DELETE", "/movies/{movie_id}", who=Role.ADMIN, answer=NoAnswer, status=204, raises=[NotFound])
def archive_movie(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Archive a film: hidden from lists, no longer rented; live rentals go on."""
    movie_id = MovieId(call.path["movie_id"])
    wiring.wired().catalogue.archive_movie(movie_id, now=call.now, api_url=call.base_url, by=call.principal.account_id)
    return Reply()


@routes.route("GET", "/genres", who=ANYONE, answer=GenrePage)
def list_genres(call: Call[NoQuery, NoBody]) -> Reply[GenrePage]:
    """All genres and how many films have each."""
    items = [GenreAnswer.of(genre) for genre in wiring.wired().catalogue.list_genres()]
    return Reply(GenrePage(items=items, **call.page_links(None)))


def _facets(counts: FacetCounts | None) -> Facets | None:
    if counts is None:
        return None
    return Facets(
        genres=[GenreFacet(id=genre, count=count) for genre, count in counts.genres],
        decades=[DecadeFacet(decade=int(decade), count=count) for decade, count in counts.decades],
        languages=[LanguageFacet(language=language, count=count) for language, count in counts.languages],
    )
