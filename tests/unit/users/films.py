"""Films and lists as other services name and describe them."""

from collections.abc import Callable, Sequence
from uuid import uuid4

from videoclub.contracts.movies import MovieCard, Movies, MoviesRequest
from videoclub.contracts.suggestions import Reason, Suggestion
from videoclub.ids import MovieId
from videoclub.values import Money, Text


def film(title: str, *, archived: bool = False) -> MovieCard:
    return MovieCard(
        id=MovieId(str(uuid4())),
        title=Text(en=title),
        year=1922,
        genres=["horror"],
        price=Money.eur("2.99"),
        poster_path=f"/assets/{title}.svg",
        archived=archived,
    )


def because(movie: MovieCard, *watched: MovieCard) -> Suggestion:
    reason = Reason(kind="because_you_watched", movie_ids=[each.id for each in watched])
    return Suggestion(movie_id=movie.id, score=0.5, reason=reason, source="personal")


def popular(movie: MovieCard) -> Suggestion:
    return Suggestion(movie_id=movie.id, score=0.5, reason=Reason(kind="popular", movie_ids=[]), source="trending")


def describing(
    catalogue: Sequence[MovieCard], *, newest: Sequence[MovieCard] = ()
) -> Callable[[MoviesRequest], Movies]:
    """Movies, with these films in its catalogue."""

    def describe(request: MoviesRequest) -> Movies:
        by_id = {movie.id: movie for movie in catalogue}
        movies = [by_id[each] for each in request.movie_ids if each in by_id]
        return Movies(movies=movies, newest=tuple(newest[: request.newest]))

    return describe


def titles(items: Sequence[dict[str, dict[str, dict[str, str]]]]) -> list[str]:
    """The English titles of items with a film."""
    return [item["movie"]["title"]["en"] for item in items]
