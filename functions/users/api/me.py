"""What a person asks about themselves."""

from users import wiring
from users.api.routes import routes
from users.facade_models import ListSuggestions, SuggestionsAnswer
from users.models import AccountAnswer
from videoclub.errors import ServiceUnavailable
from videoclub.http import Call, NoBody, NoQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId


@routes.route("GET", "/me", who=Role.CUSTOMER, answer=AccountAnswer, raises=[ServiceUnavailable])
def read_account(call: Call[NoQuery, NoBody]) -> Reply[AccountAnswer]:
    """My account."""
    account = wiring.wired().accounts.read_account(AccountId(call.principal.customer_id))
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
    suggested = wiring.wired().suggesting.suggest_movies(call.principal.customer_id, limit=call.query.limit)
    return Reply(SuggestionsAnswer.of(suggested, call.base_url))
