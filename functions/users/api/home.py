"""What a customer sees first, and wants to see later."""

from users import wiring
from users.api.routes import routes
from users.errors import WatchlistFull
from users.models.home import HomeAnswer, WantedMovieAnswer, WatchlistAnswer
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.http import Call, NoAnswer, NoBody, NoQuery, PageQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId, MovieId


@routes.route("GET", "/me/home", who=Role.CUSTOMER, answer=HomeAnswer)
def read_home(call: Call[NoQuery, NoBody]) -> Reply[HomeAnswer]:
    """My home page: rows of films; a row that cannot be had just now is named in `degraded`."""
    return Reply(HomeAnswer.of(wiring.wired().home.read_home(call.principal.customer_id), call.base_url))


@routes.route(
    "GET",
    "/me/watchlist",
    who=Role.CUSTOMER,
    query=PageQuery,
    answer=WatchlistAnswer,
    raises=[ServiceUnavailable],
)
def list_watchlist(call: Call[PageQuery, NoBody]) -> Reply[WatchlistAnswer]:
    """The films I want to watch, what I added last first."""
    page = wiring.wired().watchlist.list_movies(
        AccountId(call.principal.customer_id), limit=call.query.limit, cursor=call.query.cursor
    )
    items = [WantedMovieAnswer.of(wanted, call.base_url) for wanted in page.items]
    links = call.page_links(page.next_cursor)
    return Reply(WatchlistAnswer(items=items, degraded=list(page.degraded), **links))


@routes.route(
    "PUT",
    "/me/watchlist/{movie_id}",
    who=Role.CUSTOMER,
    answer=NoAnswer,
    status=204,
    raises=[NotFound, WatchlistFull, ServiceUnavailable],
)
def add_to_watchlist(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Put a film on my watchlist; it may be there already."""
    account_id, movie_id = AccountId(call.principal.customer_id), MovieId(call.path["movie_id"])
    wiring.wired().watchlist.add_movie(account_id, movie_id, now=call.now)
    return Reply()


@routes.route(
    "DELETE",
    "/me/watchlist/{movie_id}",
    who=Role.CUSTOMER,
    answer=NoAnswer,
    status=204,
    raises=[ServiceUnavailable],
)
def remove_from_watchlist(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Take a film off my watchlist; it may be gone already."""
    account_id, movie_id = AccountId(call.principal.customer_id), MovieId(call.path["movie_id"])
    wiring.wired().watchlist.remove_movie(account_id, movie_id)
    return Reply()
