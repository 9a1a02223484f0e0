"""What the API of Stats takes and gives."""

from typing import Annotated, Self

from pydantic import Field

from stats.ports import ReportEntry
from stats.viewing import Viewing
from videoclub.http import AnswerModel, Page, PageQuery, RequestModel
from videoclub.ids import MovieId, RentalId
from videoclub.values import Instant, Money

PERIOD_MAX_CHARS = 20


class HistoryQuery(PageQuery):
    """Which page."""


class ViewingAnswer(AnswerModel):
    """A film rented, and how far it was watched; `progress` is the furthest share of its length."""

    rental_id: RentalId
    movie_id: MovieId
    rented_at: Instant
    price: Money
    first_played_at: Instant | None = None
    last_watched_at: Instant | None = None
    watched_s: int
    position_s: int
    duration_s: int | None = None
    progress: float | None = None
    completed: bool
    links: dict[str, str]

    @classmethod
    def of(cls, viewing: Viewing, api_url: str) -> Self:
        """The answer for `viewing`; `api_url` is the public address of the API."""
        return cls(
            rental_id=viewing.rental_id,
            movie_id=viewing.movie_id,
            rented_at=viewing.rented_at,
            price=viewing.price,
            first_played_at=viewing.first_played_at,
            last_watched_at=viewing.last_watched_at,
            watched_s=viewing.watched_s,
            position_s=viewing.position_s,
            duration_s=viewing.duration_s,
            progress=round(min(viewing.position_s / viewing.duration_s, 1.0), 3) if viewing.duration_s else None,
            completed=viewing.completed_at is not None,
            links={
                "movie": f"{api_url}/movies/{viewing.movie_id}",
                "rental": f"{api_url}/rentals/{viewing.rental_id}",
            },
        )


class HistoryPage(Page[ViewingAnswer]):
    """A page of the customer's history, newest first."""


class ReportRequest(RequestModel):
    """Which report to make."""

    period: Annotated[str, Field(max_length=PERIOD_MAX_CHARS)]


class ReportSummary(AnswerModel):
    """A report, without its figures."""

    period: str
    closed: bool | None = None
    written_at: Instant | None = None
    links: dict[str, str]

    @classmethod
    def of(cls, entry: ReportEntry, api_url: str) -> Self:
        """The answer for `entry`."""
        links = {"report": f"{api_url}/reports/{entry.period}"}
        return cls(period=entry.period, closed=entry.closed, written_at=entry.written_at, links=links)


class ReportPage(Page[ReportSummary]):
    """A page of reports, the latest period first."""


class RevenueAnswer(AnswerModel):
    """Revenue in one currency."""

    amount: str
    currency: str


class DayViewingAnswer(AnswerModel):
    """What was watched in the period."""

    watched_s: int
    started: int
    completed: int


class MovieReport(AnswerModel):
    """The figures of one film."""

    movie_id: MovieId
    rentals: int
    revenue: list[RevenueAnswer]
    customers: int
    watched_s: int


class DifferencesAnswer(AnswerModel):
    """Where events and Rental disagreed."""

    missing_events: int
    unknown_to_rental: int


class ReportAnswer(AnswerModel):
    """A report, as it was written."""

    period: str
    closed: bool
    rentals: int
    revenue: list[RevenueAnswer]
    customers: int
    viewing: DayViewingAnswer
    movies: list[MovieReport]
    differences: DifferencesAnswer
