"""What Users answers for the home page and the watchlist."""

from typing import Literal, Self

from users.home import Home, HomeItem, HomeRow, RowKind
from users.models.facade import MovieCardAnswer, ReasonAnswer
from users.watchlist import WantedMovie
from videoclub.contracts.rental import BegunFilm
from videoclub.http import AnswerModel, Page
from videoclub.values import Instant


class BegunAnswer(AnswerModel):
    """How far a rental is played, in seconds of the media that is served; `progress` is between 0 and 1."""

    rental_id: str
    position_s: int
    duration_s: int
    progress: float
    last_watched_at: Instant

    @classmethod
    def of(cls, begun: BegunFilm) -> Self:
        return cls(
            rental_id=begun.rental_id,
            position_s=begun.position_s,
            duration_s=begun.duration_s,
            progress=round(min(1.0, begun.position_s / begun.duration_s), 3),
            last_watched_at=begun.last_watched_at,
        )


class HomeItemAnswer(AnswerModel):
    """A film of a row; `playback` where it can be played on."""

    movie: MovieCardAnswer
    playback: BegunAnswer | None

    @classmethod
    def of(cls, item: HomeItem, base_url: str) -> Self:
        begun = BegunAnswer.of(item.begun) if item.begun else None
        return cls(movie=MovieCardAnswer.of(item.movie, base_url), playback=begun)


class HomeRowAnswer(AnswerModel):
    """A row with films; `title` is in the customer's language."""

    kind: RowKind
    title: str
    reason: ReasonAnswer | None
    items: list[HomeItemAnswer]

    @classmethod
    def of(cls, row: HomeRow, base_url: str) -> Self:
        return cls(
            kind=row.kind,
            title=row.title,
            reason=ReasonAnswer.of(row.reason, row.title) if row.reason else None,
            items=[HomeItemAnswer.of(item, base_url) for item in row.items],
        )


class HomeAnswer(AnswerModel):
    """The rows from top to bottom; `degraded` names the kinds of rows that could not be had just now."""

    rows: list[HomeRowAnswer]
    degraded: list[RowKind]

    @classmethod
    def of(cls, home: Home, base_url: str) -> Self:
        return cls(rows=[HomeRowAnswer.of(row, base_url) for row in home.rows], degraded=list(home.degraded))


class WantedMovieAnswer(AnswerModel):
    """A film of the watchlist; without `movie` when it could not be described just now."""

    movie_id: str
    added_at: Instant
    movie: MovieCardAnswer | None

    @classmethod
    def of(cls, wanted: WantedMovie, base_url: str) -> Self:
        movie = MovieCardAnswer.of(wanted.movie, base_url) if wanted.movie else None
        return cls(movie_id=wanted.movie_id, added_at=wanted.added_at, movie=movie)


class WatchlistAnswer(Page[WantedMovieAnswer]):
    """A page of the watchlist, what was added last first; `degraded` names Movies when it describes no film."""

    degraded: list[Literal["movies"]]
