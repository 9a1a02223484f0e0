"""What links in mails are for: confirming an address, choosing a new password."""

from users import wiring
from users.api.routes import routes
from users.errors import LinkExpired, TooManyAttempts
from users.models.mail_links import RequestPasswordReset, ResetPassword, VerifyEmail
from videoclub.errors import ServiceUnavailable
from videoclub.http import ANYONE, Call, NoAnswer, NoQuery, Reply


@routes.route(
    "POST",
    "/accounts/verifications",
    who=ANYONE,
    body=VerifyEmail,
    answer=NoAnswer,
    status=202,
    also={204: NoAnswer},
    raises=[LinkExpired, TooManyAttempts, ServiceUnavailable],
)
def verify_email(call: Call[NoQuery, VerifyEmail]) -> Reply[NoAnswer]:
    """Ask for a link by mail, or confirm an address by the token of one.

    With `email`, a link is mailed if the address has an account and is not confirmed yet; the answer is 202 either way.
    With `token`, the address that the link was mailed to is confirmed: 204.
    """
    links = wiring.wired().mail_links
    if call.body.token is not None:
        links.verify_email(call.body.token, now=call.now)
        return Reply(status=204)
    if call.body.email is not None:
        links.request_mail(
            call.body.email, "verify-email", address=call.client_address, api_url=call.base_url, now=call.now
        )
    return Reply()


@routes.route(
    "POST",
    "/password-resets",
    who=ANYONE,
    guard="sign-in",
    body=RequestPasswordReset,
    answer=NoAnswer,
    status=202,
    raises=[TooManyAttempts, ServiceUnavailable],
)
def request_password_reset(call: Call[NoQuery, RequestPasswordReset]) -> Reply[NoAnswer]:
    """Ask for a link by mail to choose a new password; the answer is the same whether or not there is an account."""
    wiring.wired().mail_links.request_mail(
        call.body.email, "reset-password", address=call.client_address, api_url=call.base_url, now=call.now
    )
    return Reply()


@routes.route(
    "PUT",
    "/password-resets/{token}",
    who=ANYONE,
    guard="sign-in",
    body=ResetPassword,
    answer=NoAnswer,
    status=204,
    raises=[LinkExpired, ServiceUnavailable],
)
def reset_password(call: Call[NoQuery, ResetPassword]) -> Reply[NoAnswer]:
    """Choose a new password by the token of a mailed link; signs out everywhere."""
    wiring.wired().mail_links.reset_password(call.path["token"], call.body.password, now=call.now)
    return Reply()
