"""The HTTP doorway of Users."""

from http import HTTPStatus

from users.errors import EmailTaken, InvalidCredentials, TooManyAttempts
from users.facade_models import HealthAnswer, ListSuggestions, SuggestionsAnswer
from users.models import AccountAnswer, RefreshSession, SessionAnswer, SignIn, SignUp
from users.wiring import wired
from videoclub.errors import Forbidden, ServiceUnavailable, Unauthenticated
from videoclub.http import ANYONE, Call, NoAnswer, NoBody, NoQuery, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.identity import Role, token_verifier
from videoclub.ids import AccountId

DEVICE_MAX_CHARS = 200

routes = Routes("users", verifier=token_verifier)


@routes.route(
    "POST",
    "/accounts",
    who=ANYONE,
    body=SignUp,
    answer=AccountAnswer,
    status=201,
    raises=[EmailTaken, ServiceUnavailable],
)
def create_account(call: Call[NoQuery, SignUp]) -> Reply[AccountAnswer]:
    """Sign up."""
    account = wired().accounts.create_account(call.body.registration, call.body.password, now=call.now)
    return Reply(AccountAnswer.of(account), location=call.link("/me"))


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
    grant = wired().sessions.sign_in(
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
    return Reply(SessionAnswer.of(wired().sessions.refresh_session(call.body.refresh_token, now=call.now)))


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
    wired().sessions.sign_out(account_id, call.principal.session_id, now=call.now)
    return Reply()


@routes.route("GET", "/me", who=Role.CUSTOMER, answer=AccountAnswer, raises=[ServiceUnavailable])
def read_account(call: Call[NoQuery, NoBody]) -> Reply[AccountAnswer]:
    """My account."""
    account = wired().accounts.read_account(AccountId(call.principal.customer_id))
    return Reply(AccountAnswer.of(account), etag=f'"{account.version}"')


@routes.route(
    "GET",
    "/me/suggestions",
    who=Role.CUSTOMER,
    query=ListSuggestions,
    answer=SuggestionsAnswer,
    raises=[ServiceUnavailable],
)
def suggest_movies(call: Call[ListSuggestions, NoBody]) -> Reply[SuggestionsAnswer]:
    """Films I may like, each with the reason."""
    suggested = wired().suggesting.suggest_movies(call.principal.customer_id, limit=call.query.limit)
    return Reply(SuggestionsAnswer.of(suggested, call.base_url))


@routes.route("GET", "/health", who=ANYONE, answer=HealthAnswer)
def check_health(call: Call[NoQuery, NoBody]) -> Reply[HealthAnswer]:
    """Is every service there, and its stores?"""
    answer = HealthAnswer.of(wired().health.check_health())
    return Reply(answer, status=HTTPStatus.OK if answer.status == "up" else HTTPStatus.SERVICE_UNAVAILABLE)


def _device(user_agent: str) -> str:
    return "".join(filter(str.isprintable, user_agent))[:DEVICE_MAX_CHARS]


app = LambdaApp(routes)
