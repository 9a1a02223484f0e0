"""Prices of films over time."""

from movies import wiring
from movies.api.routes import routes
from movies.errors import PriceInEffect, PriceOverlaps
from movies.models.prices import AddPrice, PriceAnswer, PricePage, PricesQuery
from videoclub.errors import NotFound
from videoclub.http import Call, NoAnswer, NoBody, NoQuery, Reply
from videoclub.identity import Role
from videoclub.ids import MovieId


@routes.route(
    "GET", "/movies/{movie_id}/prices", who=Role.ADMIN, query=PricesQuery, answer=PricePage, raises=[NotFound]
)
def list_prices(call: Call[PricesQuery, NoBody]) -> Reply[PricePage]:
    """The prices of a film, past, present and to come, the latest first."""
    movie_id = MovieId(call.path["movie_id"])
    page = wiring.wired().pricing.list_prices(movie_id, limit=call.query.limit, cursor=call.query.cursor, now=call.now)
    items = [PriceAnswer.of(price) for price in page.prices]
    return Reply(PricePage(items=items, **call.page_links(page.next_cursor)))


@routes.route(
    "POST",
    "/movies/{movie_id}/prices",
    who=Role.ADMIN,
    body=AddPrice,
    answer=PriceAnswer,
    status=201,
    raises=[NotFound, PriceOverlaps],
)
def add_price(call: Call[NoQuery, AddPrice]) -> Reply[PriceAnswer]:
    """Set a price from now on or for later; it takes effect, and is announced, by itself.

    The price before it ends there; a later one that is planned already stays.
    """
    movie_id = MovieId(call.path["movie_id"])
    price = wiring.wired().pricing.add_price(
        movie_id,
        call.body.price,
        valid_from=call.body.valid_from,
        now=call.now,
        api_url=call.base_url,
        by=call.principal.account_id,
    )
    return Reply(PriceAnswer.of(price), location=call.link(f"{call.resource}/{price.id}"))


@routes.route(
    "DELETE",
    "/movies/{movie_id}/prices/{price_id}",
    who=Role.ADMIN,
    answer=NoAnswer,
    status=204,
    raises=[NotFound, PriceInEffect],
)
def delete_price(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Take back a price that is still to come."""
    wiring.wired().pricing.delete_price(
        MovieId(call.path["movie_id"]),
        call.path["price_id"],
        now=call.now,
        api_url=call.base_url,
        by=call.principal.account_id,
    )
    return Reply()
