"""Accounts."""

from users import wiring
from users.api.routes import routes
from users.errors import EmailTaken
from users.models.accounts import AccountAnswer, SignUp
from videoclub.errors import ServiceUnavailable
from videoclub.http import ANYONE, Call, NoQuery, Reply


@routes.route(
    "POST",
    "/accounts",
    who=ANYONE,
    guard="sign-up",
    body=SignUp,
    answer=AccountAnswer,
    status=201,
    raises=[EmailTaken, ServiceUnavailable],
)
def create_account(call: Call[NoQuery, SignUp]) -> Reply[AccountAnswer]:
    """Sign up; a mail lets the address be confirmed."""
    account = wiring.wired().accounts.create_account(
        call.body.registration, call.body.password, now=call.now, api_url=call.base_url
    )
    return Reply(AccountAnswer.of(account), location=call.link("/me"))
