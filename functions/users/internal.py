"""What other services may ask of Users. This function asks none of them."""

from users import wiring
from videoclub.clock import utc_now
from videoclub.contracts.users import AUTHENTICATE_API_KEY, ApiKeyHolder, ApiKeyRequest
from videoclub.internal import Operations

operations = Operations("users")


@operations.serves(AUTHENTICATE_API_KEY)
def authenticate_api_key(request: ApiKeyRequest) -> ApiKeyHolder:
    """Who calls with this key?"""
    key, owner = wiring.wired_key_recognition().authenticate_key(request.key_hash, now=utc_now())
    return ApiKeyHolder(
        account_id=owner.id, roles=list(owner.roles), scopes=list(key.scopes), expires_at=key.expires_at
    )


handler = operations.handler
