"""The edge: a route is declared once, above its function, and the kernel does the rest.

routes = Routes("rental", verifier=lambda: …)

@routes.post("/rentals", who=Role.CUSTOMER, body=RentMovie, answer=RentalAnswer, status=201, raises=[AlreadyRented])
def rent_movie(call: Call[NoQuery, RentMovie]) -> Reply[RentalAnswer]: ...

app = routes.lambda_app()
"""

from videoclub.http.models import AnswerModel, NoAnswer, NoBody, NoQuery, Page, PageQuery, QueryModel, RequestModel
from videoclub.http.routes import ANYONE, Access, Call, RawJson, Reply, Route, Routes

__all__ = [
    "ANYONE",
    "Access",
    "AnswerModel",
    "Call",
    "NoAnswer",
    "NoBody",
    "NoQuery",
    "Page",
    "PageQuery",
    "QueryModel",
    "RawJson",
    "Reply",
    "RequestModel",
    "Route",
    "Routes",
]
