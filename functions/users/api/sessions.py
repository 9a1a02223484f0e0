"""Signing in, staying signed in, signing out."""

from users import wiring
from users.api.routes import routes
from users.errors import InvalidCredentials, TooManyAttempts
from users.models import RefreshSession, SessionAnswer, SignIn
from videoclub.errors import Forbidden, ServiceUnavailable, Unauthenticated
from videoclub.http import ANYONE, Call, NoAnswer, NoBody, NoQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId

DEVICE_MAX_CHARS = 200


@routes.route(
    "POST",
    "/sessions",
    who=ANYONE,
    body=SignIn,
    answer=SessionAnswer,
    status=201,
    raises=[InvalidCredentials, TooManyAttempts, Forbidden, ServiceUnavailable],
)
def sign_in(call: Call[NoQuery, SignIn]) -> Reply[SessionAnswer]:
    """Sign in."""
    grant = wiring.wired().sessions.sign_in(
        call.body.email,
        call.body.password,
        device=_device(call.headers.get("user-agent", "")),
        address=call.client_address,
        now=call.now,
    )
    return Reply(SessionAnswer.of(grant))


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
    """Exchange the refresh token for a new pair; a token works once."""
    return Reply(SessionAnswer.of(wiring.wired().sessions.refresh_session(call.body.refresh_token, now=call.now)))


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
    return Reply()


def _device(user_agent: str) -> str:
    return "".join(filter(str.isprintable, user_agent))[:DEVICE_MAX_CHARS]
