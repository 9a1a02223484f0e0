"""What other services may ask of Users. This function asks none of them."""

from users import wiring
from videoclub.clock import utc_now
from videoclub.contracts.users import (
    AUTHENTICATE_API_KEY,
    COUNTRIES_OF_CUSTOMERS,
    ApiKeyHolder,
    ApiKeyRequest,
    Countries,
    CustomersRequest,
)
from videoclub.ids import AccountId, CustomerId
from videoclub.internal import Operations

operations = Operations("users")


@operations.serves(AUTHENTICATE_API_KEY)
def authenticate_api_key(request: ApiKeyRequest) -> ApiKeyHolder:
    """Who calls with this key?"""
    key, owner = wiring.wired_key_recognition().authenticate_key(request.key_hash, now=utc_now())
    return ApiKeyHolder(
        account_id=owner.id, roles=list(owner.roles), scopes=list(key.scopes), expires_at=key.expires_at
    )


@operations.serves(COUNTRIES_OF_CUSTOMERS)
def countries_of_customers(request: CustomersRequest) -> Countries:
    """Where customers live, and nothing else about them: reports count by country."""
    asked = [AccountId(customer_id) for customer_id in request.customer_ids]
    found = wiring.wired_countries().read_countries(asked)
    return Countries(countries={CustomerId(account_id): country for account_id, country in found.items()})


handler = operations.handler
