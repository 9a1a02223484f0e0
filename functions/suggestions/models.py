"""What Suggestions answers over HTTP."""

from typing import Self

from suggestions.movie_list import ListedMovie, Why
from suggestions.suggesting import ListSource
from videoclub.http import AnswerModel, Page
from videoclub.values import Instant


class ReasonAnswer(AnswerModel):
    """Why a film is on the list; `movie_ids` are the films behind it."""

    kind: Why
    movie_ids: list[str] | None


class ListedMovieAnswer(AnswerModel):
    """A film by reference; scores compare within one list only."""

    movie_id: str
    score: float
    reason: ReasonAnswer

    @classmethod
    def of(cls, item: ListedMovie) -> Self:
        behind = [str(movie_id) for movie_id in item.because]
        return cls(
            movie_id=item.movie_id,
            score=item.score,
            reason=ReasonAnswer(kind=item.why, movie_ids=behind or None),
        )


class MovieListAnswer(Page[ListedMovieAnswer]):
    """A list, best first. `source` is `fallback` when the store did not answer; the list is empty then."""

    generated_at: Instant | None
    source: ListSource
