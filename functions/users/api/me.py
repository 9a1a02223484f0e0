"""What a person asks about themselves."""

from users import wiring
from users.api.routes import routes
from users.errors import TooManyAttempts
from users.models.accounts import AccountAnswer, ChangePassword, PatchAccount
from users.models.facade import ListSuggestions, SuggestionsAnswer
from videoclub.errors import PreconditionFailed, ServiceUnavailable
from videoclub.http import Call, NoAnswer, NoBody, NoQuery, Reply
from videoclub.http.routes import MERGE_PATCH
from videoclub.identity import Role
from videoclub.ids import AccountId


@routes.route("GET", "/me", who=Role.CUSTOMER, answer=AccountAnswer, etag=True, raises=[ServiceUnavailable])
def read_account(call: Call[NoQuery, NoBody]) -> Reply[AccountAnswer]:
    """My account."""
    account = wiring.wired().accounts.read_account(AccountId(call.principal.customer_id))
    return Reply(AccountAnswer.of(account), etag=account.etag)


@routes.route(
    "PATCH",
    "/me",
    who=Role.CUSTOMER,
    body=PatchAccount,
    answer=AccountAnswer,
    media_type=MERGE_PATCH,
    if_match=True,
    etag=True,
    raises=[PreconditionFailed, ServiceUnavailable],
)
def update_account(call: Call[NoQuery, PatchAccount]) -> Reply[AccountAnswer]:
    """Change my account by a JSON Merge Patch on the state that If-Match names."""
    account = wiring.wired().accounts.update_account(
        AccountId(call.principal.customer_id), call.body.applied_to, if_match=call.if_match, now=call.now
    )
    return Reply(AccountAnswer.of(account), etag=account.etag)


@routes.route(
    "PUT",
    "/me/password",
    who=Role.CUSTOMER,
    body=ChangePassword,
    answer=NoAnswer,
    status=204,
    raises=[TooManyAttempts, ServiceUnavailable],
)
def change_password(call: Call[NoQuery, ChangePassword]) -> Reply[NoAnswer]:
    """Change my password; signs out on every other device."""
    wiring.wired().accounts.change_password(
        AccountId(call.principal.customer_id),
        call.body.current_password,
        call.body.new_password,
        session_id=call.principal.session_id,
        address=call.client_address,
        now=call.now,
    )
    return Reply()


@routes.route(
    "GET",
    "/me/suggestions",
    who=Role.CUSTOMER,
    query=ListSuggestions,
    answer=SuggestionsAnswer,
)
def suggest_movies(call: Call[ListSuggestions, NoBody]) -> Reply[SuggestionsAnswer]:
    """Films I may like, each with the reason."""
    suggested = wiring.wired().suggesting.suggest_movies(call.principal.customer_id, limit=call.query.limit)
    return Reply(SuggestionsAnswer.of(suggested, call.base_url))
