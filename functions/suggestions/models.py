"""What Suggestions answers over HTTP."""

from typing import Self

from suggestions.movie_list import ListedMovie, Why
from suggestions.run import RunProgress, RunState
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


class ModelAnswer(AnswerModel):
    """The model that the lists are made by; `published` says whether it is of this run, or the last good one.

    Qualities are means of NDCG@100 over `judges`, customers that it was not fitted on.
    """

    version: str | None
    published: bool
    judges: int
    quality: float | None
    popularity: float | None
    last: float | None


class RunAnswer(AnswerModel):
    """A run: it fits a model, then lists are written part by part; `lists` is how many customers have theirs."""

    run_id: str
    state: RunState
    started_at: Instant
    finished_at: Instant | None
    histories_as_of: Instant | None
    customers: int
    rentals: int
    movies: int
    parts: int
    parts_done: int
    lists: int
    fit_s: float | None
    model: ModelAnswer | None
    error: str | None
    links: dict[str, str]

    @classmethod
    def of(cls, run: RunProgress, api_url: str) -> Self:
        return cls(**run.model_dump(), links={"self": f"{api_url}/suggestion-runs/{run.run_id}"})


class RunPage(Page[RunAnswer]):
    """A page of runs."""


class MovieListAnswer(Page[ListedMovieAnswer]):
    """A list, best first. `source` is `fallback` when the store did not answer."""

    generated_at: Instant | None
    source: ListSource
