"""What the API of Stats takes and gives."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field

from stats.movie_days import MovieDay
from stats.periods import Kind
from stats.ports.reports import ReportEntry
from stats.ports.viewings import DeadLetter
from stats.report.figures import Amount, amounts
from stats.viewing import Viewing
from videoclub.http import AnswerModel, Page, PageQuery, QueryModel, RequestModel
from videoclub.ids import MovieId, RentalId
from videoclub.values import Instant, Money

PERIOD_MAX_CHARS = 20
DEAD_LETTERS_DEFAULT, DEAD_LETTERS_MAX = 20, 100

type Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


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


class ReportsQuery(PageQuery):
    """Which page, and of which reports."""

    kind: Kind | None = None


class ReportQuery(QueryModel):
    """In which language a page is; else `Accept-Language` says so."""

    language: Literal["en", "fr"] | None = None


class ReportSummary(AnswerModel):
    """A report, without its figures."""

    period: str
    kind: Kind
    closed: bool | None = None
    written_at: Instant | None = None
    links: dict[str, str]

    @classmethod
    def of(cls, entry: ReportEntry, api_url: str) -> Self:
        """The answer for `entry`."""
        return cls(
            period=str(entry.period),
            kind=entry.period.kind,
            closed=entry.closed,
            written_at=entry.written_at,
            links={"report": f"{api_url}/reports/{entry.period}"},
        )


class ReportPage(Page[ReportSummary]):
    """A page of reports, the latest period first."""


class LinkAnswer(AnswerModel):
    """Where a file too large for an answer can be read for some minutes; also in `Location`."""

    url: str


class MovieStatsQuery(QueryModel):
    """From which day to which, both included."""

    first_day: Day | None = None
    last_day: Day | None = None


class MovieDayAnswer(AnswerModel):
    """The rentals made on a day. `revenue` is without what was refunded; `completion` a share of those started."""

    day: date
    rentals: int
    cancelled: int
    revenue: list[Amount]
    watched_s: int
    started: int
    completed: int
    completion: float | None = None

    @classmethod
    def of(cls, day: MovieDay) -> Self:
        """The answer for one day."""
        return cls(
            day=day.day,
            rentals=day.rentals,
            cancelled=day.cancelled,
            revenue=amounts(day.revenue),
            watched_s=day.watched_s,
            started=day.started,
            completed=day.completed,
            completion=round(day.completed / day.started, 3) if day.started else None,
        )


class MovieStatsAnswer(AnswerModel):
    """A film, day by day."""

    movie_id: MovieId
    first_day: date
    last_day: date
    days: list[MovieDayAnswer]
    links: dict[str, str]


class DeadLetterQuery(QueryModel):
    """How many to show at most."""

    limit: Annotated[int, Field(ge=1, le=DEAD_LETTERS_MAX)] = DEAD_LETTERS_DEFAULT


class DeadLetterAnswer(AnswerModel):
    """An event that could not be taken in: what it is called, when it came, how often it was tried in vain."""

    message_id: str
    type: str | None = None
    event_id: str | None = None
    sent_at: Instant
    receives: int

    @classmethod
    def of(cls, letter: DeadLetter) -> Self:
        """The answer for one letter."""
        return cls(
            message_id=letter.message_id,
            type=letter.type,
            event_id=letter.event_id,
            sent_at=letter.sent_at,
            receives=letter.receives,
        )


class DeadLetterPage(Page[DeadLetterAnswer]):
    """Some of the events that could not be taken in; `count` is about how many there are."""

    count: int


class RedriveAnswer(AnswerModel):
    """About how many events are delivered again."""

    count: int
    links: dict[str, str]
