"""Signing in, staying signed in, signing out."""

from users import wiring
from users.api.routes import routes
from users.errors import InvalidCredentials, TooManyAttempts
from users.models.accounts import RefreshSession, SessionAnswer, SessionItem, SessionPage, SignIn
from users.refresh_cookie import clear_refresh_cookie, read_refresh_cookie, set_refresh_cookie
from users.sessions import Grant
from videoclub.errors import Forbidden, ServiceUnavailable, Unauthenticated
from videoclub.http import ANYONE, Call, NoAnswer, NoBody, NoQuery, PageQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId

DEVICE_MAX_CHARS = 200


@routes.route(
    "POST",
    "/sessions",
    who=ANYONE,
    guard="sign-in",
    body=SignIn,
    answer=SessionAnswer,
    status=201,
    raises=[InvalidCredentials, TooManyAttempts, Forbidden, ServiceUnavailable],
)
def sign_in(call: Call[NoQuery, SignIn]) -> Reply[SessionAnswer]:
    """Sign in. A browser may ask for the refresh token in a cookie."""
    grant = wiring.wired().sessions.sign_in(
        call.body.email,
        call.body.password,
        device=_device(call.headers.get("user-agent", "")),
        address=call.client_address,
        now=call.now,
    )
    return _granted(grant, call.base_url, in_cookie=call.body.refresh_by == "cookie")


@routes.route(
    "POST",
    "/sessions/refresh",
    who=ANYONE,
    body=RefreshSession,
    answer=SessionAnswer,
    status=201,
    raises=[Unauthenticated, Forbidden, ServiceUnavailable],
)
def refresh_session(call: Call[NoQuery, RefreshSession]) -> Reply[SessionAnswer]:
    """Exchange the refresh token, of the body or else of the cookie, for a new pair; a token works once."""
    token, in_cookie = call.body.refresh_token, False
    if token is None:
        token, in_cookie = read_refresh_cookie(call.headers), True
    if token is None:
        raise Unauthenticated("Send the refresh token, in the body or as the cookie that the sign-in set.")
    grant = wiring.wired().sessions.refresh_session(token, now=call.now)
    return _granted(grant, call.base_url, in_cookie=in_cookie)


@routes.route(
    "GET",
    "/sessions",
    who=Role.CUSTOMER,
    query=PageQuery,
    answer=SessionPage,
    raises=[ServiceUnavailable],
)
def list_sessions(call: Call[PageQuery, NoBody]) -> Reply[SessionPage]:
    """Where I am signed in, the latest sign-in first."""
    sessions, cursor = wiring.wired().sessions.list_sessions(
        AccountId(call.principal.customer_id), cursor=call.query.cursor, limit=call.query.limit, now=call.now
    )
    items = [SessionItem.of(session, call.principal.session_id) for session in sessions]
    return Reply(SessionPage(items=items, **call.page_links(cursor)))


@routes.route(
    "DELETE",
    "/sessions/current",
    who=Role.CUSTOMER,
    answer=NoAnswer,
    status=204,
    raises=[ServiceUnavailable],
)
def sign_out(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Sign out on this device."""
    account_id = AccountId(call.principal.customer_id)
    wiring.wired().sessions.sign_out(account_id, call.principal.session_id, now=call.now)
    return Reply(set_cookie=clear_refresh_cookie(base_url=call.base_url))


@routes.route("DELETE", "/sessions", who=Role.CUSTOMER, answer=NoAnswer, status=204, raises=[ServiceUnavailable])
def sign_out_everywhere(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Sign out on every device; access tokens live on for their few minutes."""
    wiring.wired().sessions.sign_out_everywhere(AccountId(call.principal.customer_id), now=call.now)
    return Reply(set_cookie=clear_refresh_cookie(base_url=call.base_url))


def _granted(grant: Grant, base_url: str, *, in_cookie: bool) -> Reply[SessionAnswer]:
    answer = SessionAnswer.of(grant, in_cookie=in_cookie)
    if not in_cookie:
        return Reply(answer)
    max_age_s = int(grant.lifetime.total_seconds())
    return Reply(answer, set_cookie=set_refresh_cookie(grant.refresh_token, base_url=base_url, max_age_s=max_age_s))


def _device(user_agent: str) -> str:
    return "".join(filter(str.isprintable, user_agent))[:DEVICE_MAX_CHARS]
