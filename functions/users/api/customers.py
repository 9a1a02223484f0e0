"""Customers, for admins."""

from http import HTTPStatus
from typing import Any

from users import wiring
from users.api.routes import routes
from users.customer_export import ExportLink
from users.customer_query import CustomerQuery
from users.models.customers import CustomerAnswer, CustomerExportAnswer, CustomerList, ListCustomers, PatchCustomer
from videoclub.csv_rows import CSV
from videoclub.errors import NotFound, PreconditionFailed
from videoclub.http import JSON, Call, NoBody, NoQuery, RawText, Reply
from videoclub.http.negotiation import preferred
from videoclub.http.routes import MERGE_PATCH
from videoclub.identity import Role
from videoclub.ids import AccountId


@routes.route(
    "GET",
    "/customers",
    who=Role.ADMIN,
    query=ListCustomers,
    answer=CustomerList,
    answer_also_as=[CSV],
    also={303: CustomerExportAnswer},
)
def list_customers(call: Call[ListCustomers, NoBody]) -> Reply[Any]:
    """Customers by any combination of filters, page by page.

    `Accept: text/csv` asks for all of them as one file; where that is too large for an answer, 303 leads to it.
    """
    asked = call.query.asked
    if wants_csv(call):
        return export_customers(asked, call)
    page = wiring.wired_admin().customers.list_customers(asked, limit=call.query.limit, cursor=call.query.cursor)
    items = CustomerList.items_of(page.customers, call.base_url)
    return Reply(CustomerList(items=items, count=None, **call.page_links(page.next_cursor)))


@routes.route("GET", "/customers/{customer_id}", who=Role.ADMIN, answer=CustomerAnswer, etag=True, raises=[NotFound])
def read_customer(call: Call[NoQuery, NoBody]) -> Reply[CustomerAnswer]:
    """A customer, with what their rentals come to."""
    customer = wiring.wired_admin().customers.read_customer(AccountId(call.path["customer_id"]))
    return Reply(CustomerAnswer.of(customer, call.base_url), etag=customer.etag)


@routes.route(
    "PATCH",
    "/customers/{customer_id}",
    who=Role.ADMIN,
    body=PatchCustomer,
    answer=CustomerAnswer,
    media_type=MERGE_PATCH,
    if_match=True,
    etag=True,
    raises=[NotFound, PreconditionFailed],
)
def update_customer(call: Call[NoQuery, PatchCustomer]) -> Reply[CustomerAnswer]:
    """Change status and tags by a JSON Merge Patch on the state that If-Match names.

    Who is suspended is signed out everywhere and cannot sign in.
    """
    customer = wiring.wired_admin().customers.update_customer(
        AccountId(call.path["customer_id"]),
        call.body.applied_to,
        if_match=call.if_match,
        by=call.principal.account_id,
        now=call.now,
    )
    return Reply(CustomerAnswer.of(customer, call.base_url), etag=customer.etag)


def wants_csv(call: Call[Any, Any]) -> bool:
    """Whether the caller would rather have a file."""
    return preferred(call.headers.get("accept", ""), (JSON, CSV)) == CSV


def export_customers(asked: CustomerQuery, call: Call[Any, Any]) -> Reply[Any]:
    """All customers asked for as CSV, or the way to the file."""
    export = wiring.wired_admin().customer_export.export_customers(asked, now=call.now)
    if isinstance(export, ExportLink):
        answer = CustomerExportAnswer.of(export)
        return Reply(answer, status=HTTPStatus.SEE_OTHER, location=answer.url, media_type=JSON)
    return Reply(RawText(export), media_type=CSV)
