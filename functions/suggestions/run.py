"""A run of the job that makes all lists: what it set out to do, what became of the model, how far it is."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import ConfigDict

from videoclub.ids import new_id
from videoclub.lazy_model import LazyModel
from videoclub.values import Instant

type RunState = Literal["fitting", "writing", "done", "failed"]

FITTED_WITHIN = timedelta(minutes=20)
"""A run that is fitted for longer has ended without a word: Lambda stops it after 15 minutes."""
_CHANCE_CHARS = 6


class _Record(LazyModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ModelOutcome(_Record):
    """The model that lists are made by; `published` says whether it is this run's own or the last good one.

    Qualities are means of NDCG@100 over `judges`, customers kept out of the fit; None where nothing was compared.
    """

    version: str | None
    published: bool
    judges: int
    quality: float | None = None
    popularity: float | None = None
    last: float | None = None


class PartDone(_Record):
    """A part of the customers that has its lists: how many were written, and how many were newer already."""

    part: int
    written: int
    newer: int
    finished_at: Instant


class Run(_Record):
    """A run as its coordinator recorded it; `error` names what made it fail."""

    run_id: str
    started_at: Instant
    state: RunState = "fitting"
    histories_as_of: Instant | None = None
    customers: int = 0
    rentals: int = 0
    movies: int = 0
    parts: int = 0
    fit_s: float | None = None
    model: ModelOutcome | None = None
    error: str | None = None

    def after(self, done: list[PartDone], *, now: datetime) -> "RunProgress":
        """How far it is, by the parts that are done."""
        state, error = self.state, self.error
        if state == "writing" and len(done) >= self.parts:
            state = "done"
        if state == "fitting" and now > self.started_at + FITTED_WITHIN:
            state, error = "failed", "ended without a word"
        finished_at = max((part.finished_at for part in done), default=None) if state == "done" else None
        return RunProgress(
            **self.model_dump(exclude={"state", "error", "model"}),
            model=self.model,
            state=state,
            error=error,
            parts_done=len(done),
            lists=sum(part.written + part.newer for part in done),
            finished_at=finished_at,
        )


class RunProgress(Run):
    """A run and how far it is; `lists` is how many customers have theirs."""

    parts_done: int
    lists: int
    finished_at: Instant | None = None


def new_run_id(now: datetime) -> str:
    """An id that sorts by time."""
    return f"{now:%Y%m%dT%H%M%S}-{new_id().replace('-', '')[-_CHANCE_CHARS:]}"
