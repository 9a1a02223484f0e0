"""API keys of developers."""

from users import wiring
from users.api.routes import routes
from users.errors import TooManyApiKeys
from users.models.api_keys import ApiKeyAnswer, ApiKeyPage, CreateApiKey, NewApiKeyAnswer
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.http import Call, NoAnswer, NoBody, NoQuery, PageQuery, Reply
from videoclub.identity import Role
from videoclub.ids import AccountId, ApiKeyId


@routes.route(
    "POST",
    "/api-keys",
    who=Role.DEVELOPER,
    body=CreateApiKey,
    answer=NewApiKeyAnswer,
    status=201,
    raises=[TooManyApiKeys, ServiceUnavailable],
)
def create_key(call: Call[NoQuery, CreateApiKey]) -> Reply[NewApiKeyAnswer]:
    """Make an API key; its text is shown this once."""
    key, text = wiring.wired().api_keys.create_key(
        AccountId(call.principal.customer_id),
        call.body.name,
        call.body.scopes,
        expires_at=call.body.expires_at,
        now=call.now,
    )
    return Reply(NewApiKeyAnswer.of(key, key=text))


@routes.route(
    "GET",
    "/api-keys",
    who=Role.DEVELOPER,
    query=PageQuery,
    answer=ApiKeyPage,
    raises=[ServiceUnavailable],
)
def list_keys(call: Call[PageQuery, NoBody]) -> Reply[ApiKeyPage]:
    """My API keys, the newest first."""
    keys, cursor = wiring.wired().api_keys.list_keys(
        AccountId(call.principal.customer_id), cursor=call.query.cursor, limit=call.query.limit
    )
    return Reply(ApiKeyPage(items=[ApiKeyAnswer.of(key) for key in keys], **call.page_links(cursor)))


@routes.route(
    "DELETE",
    "/api-keys/{key_id}",
    who=Role.DEVELOPER,
    answer=NoAnswer,
    status=204,
    raises=[NotFound, ServiceUnavailable],
)
def delete_key(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Revoke an API key; it may work for 30 seconds more."""
    key_id = ApiKeyId(call.path["key_id"])
    wiring.wired().api_keys.delete_key(AccountId(call.principal.customer_id), key_id, now=call.now)
    return Reply()
