"""Films and genres."""

from movies import wiring
from movies.api.routes import routes
from movies.errors import MovieNotArchived, PriceOverlaps
from movies.models.movies import (
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
from movies.models.patches import PatchMovie
from movies.ports.movies import FacetCounts
from videoclub.errors import Forbidden, NotFound, PreconditionFailed, Unauthenticated
from videoclub.http import ANYONE, Call, NoAnswer, NoBody, NoQuery, Reply
from videoclub.http.routes import MERGE_PATCH
from videoclub.identity import Role
from videoclub.ids import MovieId


@routes.route("GET", "/movies", who=ANYONE, query=SearchQuery, answer=MoviePage, raises=[Forbidden, Unauthenticated])
def search_movies(call: Call[SearchQuery, NoBody]) -> Reply[MoviePage]:
    """Find films by words and filters, page by page."""
    found = wiring.wired().search.search_movies(call.query, by=call.principal, now=call.now)
    items = [MovieSummary.of(movie, call.base_url) for movie in found.movies]
    links = call.page_links(found.next_cursor)
    return Reply(MoviePage(items=items, facets=_facets(found.facets), did_you_mean=found.did_you_mean, **links))


@routes.route("POST", "/movies", who=Role.ADMIN, body=AddMovie, answer=MovieAnswer, status=201, etag=True)
def add_movie(call: Call[NoQuery, AddMovie]) -> Reply[MovieAnswer]:
    """Add a film, and tell developers."""
    new = call.body.as_new_movie(call.base_url)
    movie = wiring.wired().catalogue.add_movie(new, now=call.now, api_url=call.base_url, by=call.principal.account_id)
    answer = MovieAnswer.of(movie, call.base_url)
    return Reply(answer, etag=movie.etag, location=answer.links["self"])


@routes.route("GET", "/movies/{movie_id}", who=ANYONE, answer=MovieAnswer, etag=True, raises=[NotFound])
def read_movie(call: Call[NoQuery, NoBody]) -> Reply[MovieAnswer]:
    """A film, whole; archived ones too."""
    movie = wiring.wired().catalogue.read_movie(MovieId(call.path["movie_id"]), now=call.now)
    return Reply(MovieAnswer.of(movie, call.base_url), etag=movie.etag, cache_control="no-cache")


@routes.route(
    "PATCH",
    "/movies/{movie_id}",
    who=Role.ADMIN,
    body=PatchMovie,
    answer=MovieAnswer,
    media_type=MERGE_PATCH,
    if_match=True,
    etag=True,
    raises=[NotFound, PreconditionFailed, PriceOverlaps],
)
def update_movie(call: Call[NoQuery, PatchMovie]) -> Reply[MovieAnswer]:
    """Change a film by a JSON Merge Patch on the state that If-Match names; another price takes effect at once."""
    movie = wiring.wired().catalogue.update_movie(
        MovieId(call.path["movie_id"]),
        lambda movie: call.body.applied_to(movie, call.base_url),
        if_match=call.if_match,
        now=call.now,
        api_url=call.base_url,
        by=call.principal.account_id,
    )
    return Reply(MovieAnswer.of(movie, call.base_url), etag=movie.etag)


@routes.route(
    "DELETE",
    "/movies/{movie_id}",
    who=Role.ADMIN,
    answer=NoAnswer,
    status=204,
    raises=[NotFound, PreconditionFailed],
)
def archive_movie(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Archive a film: hidden from lists, no longer rented; live rentals go on."""
    wiring.wired().catalogue.archive_movie(
        MovieId(call.path["movie_id"]),
        if_match=call.headers.get("if-match"),
        now=call.now,
        api_url=call.base_url,
        by=call.principal.account_id,
    )
    return Reply()


@routes.route(
    "POST",
    "/movies/{movie_id}/restore",
    who=Role.ADMIN,
    answer=MovieAnswer,
    etag=True,
    raises=[NotFound, MovieNotArchived],
)
def restore_movie(call: Call[NoQuery, NoBody]) -> Reply[MovieAnswer]:
    """Bring an archived film back, and tell developers."""
    movie_id = MovieId(call.path["movie_id"])
    movie = wiring.wired().catalogue.restore_movie(
        movie_id, now=call.now, api_url=call.base_url, by=call.principal.account_id
    )
    return Reply(MovieAnswer.of(movie, call.base_url), etag=movie.etag)


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
