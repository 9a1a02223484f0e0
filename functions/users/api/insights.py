"""What all customers are like, for admins."""

from datetime import timedelta
from typing import cast

from users import wiring
from users.api.routes import routes
from users.insight import Cohorts, Computed, FavouriteGenres, Rfm
from users.models.insights import (
    CohortsAnswer,
    FavouriteGenresAnswer,
    LapsedAnswer,
    LapsedPage,
    LapsedQuery,
    RfmAnswer,
    TopSpenderAnswer,
    TopSpendersAnswer,
    TopSpendersQuery,
)
from videoclub.http import Call, NoBody, NoQuery, Reply
from videoclub.identity import Role


@routes.route("GET", "/customer-insights/rfm", who=Role.ADMIN, answer=RfmAnswer)
def read_rfm(call: Call[NoQuery, NoBody]) -> Reply[RfmAnswer]:
    """Quintiles by how lately, how often and for how much customers rented.

    `computed_at` tells when: what takes long is computed every hour.
    """
    computed = wiring.wired_admin().insights.read_insight("rfm", now=call.now)
    return Reply(RfmAnswer.of(cast("Computed[Rfm]", computed)))


@routes.route("GET", "/customer-insights/cohorts", who=Role.ADMIN, answer=CohortsAnswer)
def read_cohorts(call: Call[NoQuery, NoBody]) -> Reply[CohortsAnswer]:
    """How many of those who signed up in a month rented in it and in each month since.

    `computed_at` tells when: what takes long is computed every hour.
    """
    computed = wiring.wired_admin().insights.read_insight("cohorts", now=call.now)
    return Reply(CohortsAnswer.of(cast("Computed[Cohorts]", computed)))


@routes.route("GET", "/customer-insights/favourite-genres", who=Role.ADMIN, answer=FavouriteGenresAnswer)
def read_favourite_genres(call: Call[NoQuery, NoBody]) -> Reply[FavouriteGenresAnswer]:
    """Which genres customers rent most, by how many."""
    computed = wiring.wired_admin().insights.read_insight("favourite_genres", now=call.now)
    return Reply(FavouriteGenresAnswer.of(cast("Computed[FavouriteGenres]", computed)))


@routes.route(
    "GET", "/customer-insights/top-spenders", who=Role.ADMIN, query=TopSpendersQuery, answer=TopSpendersAnswer
)
def list_top_spenders(call: Call[TopSpendersQuery, NoBody]) -> Reply[TopSpendersAnswer]:
    """Who spent the most in a span of time."""
    since, until = call.query.span(call.now)
    found = wiring.wired_admin().insights.top_spenders(since=since, until=until, limit=call.query.limit)
    items = [TopSpenderAnswer.of(spender, customer, call.base_url) for spender, customer in found]
    return Reply(TopSpendersAnswer(since=since, until=until, items=items))


@routes.route("GET", "/customer-insights/lapsed", who=Role.ADMIN, query=LapsedQuery, answer=LapsedPage)
def list_lapsed_customers(call: Call[LapsedQuery, NoBody]) -> Reply[LapsedPage]:
    """Who rented once and does no longer; those who spent the most come first."""
    query = call.query
    found = wiring.wired_admin().insights.list_lapsed(
        silent=timedelta(days=query.days), limit=query.limit, cursor=query.cursor, now=call.now
    )
    items = [LapsedAnswer.of(lapsed, call.base_url) for lapsed in found.customers]
    return Reply(LapsedPage(items=items, **call.page_links(found.next_cursor)))
