"""Segments, for admins."""

from typing import Any

from users import wiring
from users.api.customers import export_customers, wants_csv
from users.api.routes import routes
from users.models.customers import CustomerExportAnswer, CustomerList
from users.models.segments import (
    AddSegment,
    CountSegment,
    SegmentAnswer,
    SegmentCountAnswer,
    SegmentCustomersQuery,
    SegmentPage,
    read_expression,
)
from videoclub.csv_rows import CSV
from videoclub.errors import NotFound
from videoclub.http import Call, NoAnswer, NoBody, NoQuery, PageQuery, Reply
from videoclub.identity import Role


@routes.route("POST", "/segments", who=Role.ADMIN, body=AddSegment, answer=SegmentAnswer, status=201)
def add_segment(call: Call[NoQuery, AddSegment]) -> Reply[SegmentAnswer]:
    """Keep a question about customers under a name.

    `query` nests `{all: […]}`, `{any: […]}` and `{not: …}` of conditions `{field, op, value}`. A condition on what is
    missing (the last rental of somebody who never rented) does not hold, save `!=`; `value: null` with `=` asks for
    what is missing, with `!=` for what is there.
    """
    admin, body = wiring.wired_admin(), call.body
    query = body.query.model_dump(mode="json", by_alias=True, exclude_unset=True)
    expression = read_expression(body.query, admin.query_limits)
    segment = admin.segments.add_segment(body.name, query, expression, by=call.principal.account_id, now=call.now)
    answer = SegmentAnswer.of(segment, call.link)
    return Reply(answer, location=answer.links["self"])


@routes.route("POST", "/segment-counts", who=Role.ADMIN, body=CountSegment, answer=SegmentCountAnswer)
def count_segment(call: Call[NoQuery, CountSegment]) -> Reply[SegmentCountAnswer]:
    """How many customers a question means, before it is kept."""
    admin = wiring.wired_admin()
    expression = read_expression(call.body.query, admin.query_limits)
    return Reply(SegmentCountAnswer(count=admin.segments.count_customers(expression)))


@routes.route("GET", "/segments", who=Role.ADMIN, query=PageQuery, answer=SegmentPage)
def list_segments(call: Call[PageQuery, NoBody]) -> Reply[SegmentPage]:
    """The segments there are, the newest first."""
    found = wiring.wired_admin().segments.list_segments(limit=call.query.limit, cursor=call.query.cursor)
    items = [SegmentAnswer.of(segment, call.link) for segment in found.segments]
    return Reply(SegmentPage(items=items, **call.page_links(found.next_cursor)))


@routes.route("GET", "/segments/{segment_id}", who=Role.ADMIN, answer=SegmentAnswer, raises=[NotFound])
def read_segment(call: Call[NoQuery, NoBody]) -> Reply[SegmentAnswer]:
    """A segment, as it was asked."""
    return Reply(SegmentAnswer.of(wiring.wired_admin().segments.read_segment(call.path["segment_id"]), call.link))


@routes.route("DELETE", "/segments/{segment_id}", who=Role.ADMIN, answer=NoAnswer, status=204, raises=[NotFound])
def delete_segment(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Forget a segment; its customers stay."""
    wiring.wired_admin().segments.delete_segment(call.path["segment_id"], by=call.principal.account_id, now=call.now)
    return Reply()


@routes.route(
    "GET",
    "/segments/{segment_id}/customers",
    who=Role.ADMIN,
    query=SegmentCustomersQuery,
    answer=CustomerList,
    answer_also_as=[CSV],
    also={303: CustomerExportAnswer},
    raises=[NotFound],
)
def list_segment_customers(call: Call[SegmentCustomersQuery, NoBody]) -> Reply[Any]:
    """The customers whom a segment means now, page by page; the first page tells how many they are.

    `Accept: text/csv` asks for all of them as one file; where that is too large for an answer, 303 leads to it.
    """
    segments, segment_id, query = wiring.wired_admin().segments, call.path["segment_id"], call.query
    if wants_csv(call):
        return export_customers(segments.query_of(segment_id, sort=query.sort), call)
    found = segments.list_customers(segment_id, sort=query.sort, limit=query.limit, cursor=query.cursor)
    items = CustomerList.items_of(found.page.customers, call.base_url)
    return Reply(CustomerList(items=items, count=found.count, **call.page_links(found.page.next_cursor)))
