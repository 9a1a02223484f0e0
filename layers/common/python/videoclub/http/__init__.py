"""The edge: a route is declared once, above its function, and the kernel does the rest.

routes = Routes("rental", verifier=token_verifier)

@routes.route("POST", "/rentals", who=Role.CUSTOMER, body=RentMovie, answer=RentalAnswer, status=201)
def rent_movie(call: Call[NoQuery, RentMovie]) -> Reply[RentalAnswer]: ...

app = LambdaApp(routes)
"""

from videoclub.http.models import (
    AnswerModel,
    NoAnswer,
    NoBody,
    NoQuery,
    Page,
    PageQuery,
    QueryModel,
    RequestModel,
    TextAnswer,
    TextBody,
)
from videoclub.http.routes import ANYONE, JSON, Access, Call, RawText, Reply, Route, Routes

__all__ = [
    "ANYONE",
    "JSON",
    "Access",
    "AnswerModel",
    "Call",
    "NoAnswer",
    "NoBody",
    "NoQuery",
    "Page",
    "PageQuery",
    "QueryModel",
    "RawText",
    "Reply",
    "RequestModel",
    "Route",
    "Routes",
    "TextAnswer",
    "TextBody",
]
