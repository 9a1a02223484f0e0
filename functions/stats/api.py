"""The doorway of Stats."""

from http import HTTPStatus
from typing import Any

from stats.edition import CSV_FILE, JSON_FILE, LANGUAGES, MEDIA_TYPES, PAGES
from stats.models import (
    DeadLetterAnswer,
    DeadLetterPage,
    DeadLetterQuery,
    HistoryPage,
    HistoryQuery,
    LinkAnswer,
    MovieDayAnswer,
    MovieStatsAnswer,
    MovieStatsQuery,
    RedriveAnswer,
    ReportPage,
    ReportQuery,
    ReportRequest,
    ReportsQuery,
    ReportSummary,
    ViewingAnswer,
)
from stats.periods import Period
from stats.report.figures import Report
from stats.reports import Link
from stats.wiring import wired, wired_dead_letters, wired_reports
from videoclub.errors import NotAcceptable, NotFound
from videoclub.http import JSON, Call, NoBody, NoQuery, RawText, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.http.negotiation import preferred
from videoclub.identity import Role, token_verifier
from videoclub.ids import MovieId

routes = Routes("stats", verifier=token_verifier)

_CSV, _HTML = "text/csv", "text/html"
_FILES = {JSON: JSON_FILE, _CSV: CSV_FILE}


@routes.route("GET", "/me/history", who=Role.CUSTOMER, query=HistoryQuery, answer=HistoryPage)
def list_viewings(call: Call[HistoryQuery, NoBody]) -> Reply[HistoryPage]:
    """What the customer rented and watched, newest first."""
    viewings, cursor = wired().histories.list_viewings(
        call.principal.customer_id, limit=call.query.limit, cursor=call.query.cursor
    )
    items = [ViewingAnswer.of(viewing, call.base_url) for viewing in viewings]
    return Reply(HistoryPage(items=items, **call.page_links(cursor)))


@routes.route("GET", "/movies/{movie_id}/stats", who=Role.ADMIN, query=MovieStatsQuery, answer=MovieStatsAnswer)
def read_movie_stats(call: Call[MovieStatsQuery, NoBody]) -> Reply[MovieStatsAnswer]:
    """What became of a film's rentals, by the day (UTC) on which they were made; days without rentals are left out.

    A rental counts on the day it was made, whenever it was watched. By default the 30 days up to today.
    """
    movie_id = MovieId(call.path["movie_id"])
    first, last, days = wired().movie_stats.read_movie_days(
        movie_id, first=call.query.first_day, last=call.query.last_day, now=call.now
    )
    answer = MovieStatsAnswer(
        movie_id=movie_id,
        first_day=first,
        last_day=last,
        days=[MovieDayAnswer.of(day) for day in days],
        links={"movie": call.link(f"/movies/{movie_id}")},
    )
    return Reply(answer)


@routes.route("GET", "/reports", who=Role.ADMIN, query=ReportsQuery, answer=ReportPage)
def list_reports(call: Call[ReportsQuery, NoBody]) -> Reply[ReportPage]:
    """The reports there are, the latest period first."""
    entries, cursor = wired_reports().list_reports(
        kind=call.query.kind, limit=call.query.limit, cursor=call.query.cursor
    )
    items = [ReportSummary.of(entry, call.base_url) for entry in entries]
    return Reply(ReportPage(items=items, **call.page_links(cursor)))


@routes.route("POST", "/reports", who=Role.ADMIN, body=ReportRequest, answer=ReportSummary, status=202)
def request_report(call: Call[NoQuery, ReportRequest]) -> Reply[ReportSummary]:
    """Have a report made now; it is there when its link answers.

    `period` is a day (`2026-11-21`), an ISO week (`2026-W47`) or a month (`2026-11`). Days of a week or a month that
    have no report yet are made first.
    """
    period = Period.parse(call.body.period)
    wired_reports().request_report(period, now=call.now)
    link = call.link(f"/reports/{period}")
    return Reply(ReportSummary(period=str(period), kind=period.kind, links={"report": link}), location=link)


@routes.route(
    "GET",
    "/reports/{period}",
    who=Role.ADMIN,
    query=ReportQuery,
    answer=Report,
    answer_also_as=(_CSV, _HTML),
    also={303: LinkAnswer},
    raises=[NotFound, NotAcceptable],
)
def read_report(call: Call[ReportQuery, NoBody]) -> Reply[Any]:
    """A report, as it was written: JSON, a CSV table, or a page in English or French.

    `Accept` chooses the form and `Accept-Language`, or `language`, that of the page. What is too large for an answer
    is a redirect to the file.
    """
    form = preferred(call.headers.get("accept", ""), (JSON, _CSV, _HTML))
    if form is None:
        raise NotAcceptable(f"A report is {JSON}, {_CSV} or {_HTML}.")
    language = call.query.language or preferred(call.headers.get("accept-language", ""), LANGUAGES) or "en"
    name = _FILES.get(form, PAGES[language])
    found = wired_reports().read_report(Period.parse(call.path["period"]), name, now=call.now)
    if isinstance(found, Link):
        return Reply(LinkAnswer(url=found.url), status=HTTPStatus.SEE_OTHER, location=found.url)
    return Reply(RawText(found), media_type=MEDIA_TYPES[name])


@routes.route("GET", "/stats/dead-letters", who=Role.ADMIN, query=DeadLetterQuery, answer=DeadLetterPage)
def list_dead_letters(call: Call[DeadLetterQuery, NoBody]) -> Reply[DeadLetterPage]:
    """Some of the events that Stats could not take in, and about how many there are; without what is in them."""
    count, letters = wired_dead_letters().list_dead_letters(limit=call.query.limit)
    items = [DeadLetterAnswer.of(letter) for letter in letters]
    return Reply(DeadLetterPage(items=items, count=count, **call.page_links(None)))


@routes.route("POST", "/stats/dead-letter-redrives", who=Role.ADMIN, answer=RedriveAnswer, status=202)
def redrive_dead_letters(call: Call[NoQuery, NoBody]) -> Reply[RedriveAnswer]:
    """Have all events that could not be taken in delivered again; those that fail again come back."""
    count = wired_dead_letters().redrive_dead_letters()
    return Reply(RedriveAnswer(count=count, links={"dead_letters": call.link("/stats/dead-letters")}))


app = LambdaApp(routes)
