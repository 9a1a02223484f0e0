"""The doorway of Stats."""

from stats.models import (
    HistoryPage,
    HistoryQuery,
    ReportAnswer,
    ReportPage,
    ReportRequest,
    ReportSummary,
    ViewingAnswer,
)
from stats.periods import Period
from stats.wiring import wired, wired_requests
from videoclub.errors import NotFound
from videoclub.http import Call, NoBody, NoQuery, PageQuery, RawText, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.identity import Role, token_verifier

routes = Routes("stats", verifier=token_verifier)


@routes.route("GET", "/me/history", who=Role.CUSTOMER, query=HistoryQuery, answer=HistoryPage)
def list_viewings(call: Call[HistoryQuery, NoBody]) -> Reply[HistoryPage]:
    """What the customer rented and watched, newest first."""
    viewings, cursor = wired().histories.list_viewings(
        call.principal.customer_id, limit=call.query.limit, cursor=call.query.cursor
    )
    items = [ViewingAnswer.of(viewing, call.base_url) for viewing in viewings]
    return Reply(HistoryPage(items=items, **call.page_links(cursor)))


@routes.route("GET", "/reports", who=Role.ADMIN, query=PageQuery, answer=ReportPage)
def list_reports(call: Call[PageQuery, NoBody]) -> Reply[ReportPage]:
    """The reports there are, the latest period first."""
    entries, cursor = wired().reporting.list_reports(limit=call.query.limit, cursor=call.query.cursor)
    items = [ReportSummary.of(entry, call.base_url) for entry in entries]
    return Reply(ReportPage(items=items, **call.page_links(cursor)))


@routes.route("POST", "/reports", who=Role.ADMIN, body=ReportRequest, answer=ReportSummary, status=202)
def request_report(call: Call[NoQuery, ReportRequest]) -> Reply[ReportSummary]:
    """Have a report made now; it is there when its link answers."""
    period = Period.parse(call.body.period)
    wired_requests().request_report(period, now=call.now)
    link = call.link(f"/reports/{period}")
    return Reply(ReportSummary(period=str(period), links={"report": link}), location=link)


@routes.route("GET", "/reports/{period}", who=Role.ADMIN, answer=ReportAnswer, raises=[NotFound])
def read_report(call: Call[NoQuery, NoBody]) -> Reply[ReportAnswer]:
    """A report, as it was written."""
    return Reply(RawText(wired().reporting.read_report(Period.parse(call.path["period"]))))


app = LambdaApp(routes)
