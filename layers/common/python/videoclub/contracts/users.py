"""What Users answers to other services."""

from typing import Annotated

from pydantic import Field

from videoclub.contracts.operation import ContractModel, Operation
from videoclub.errors import Unauthenticated
from videoclub.identity import Role
from videoclub.ids import AccountId, CustomerId
from videoclub.values import Instant

CUSTOMERS_PER_CALL = 1000


class ApiKeyRequest(ContractModel):
    """Whose key is this? Asked by the key's SHA-256 in hexadecimal, so that no message and no log holds a key."""

    key_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ApiKeyHolder(ContractModel):
    """Who calls with the key: its owner, with the roles they have today, within the key's scopes."""

    account_id: AccountId
    roles: list[Role]
    scopes: list[str]
    expires_at: Instant | None = None


class CustomersRequest(ContractModel):
    """Which customers?"""

    customer_ids: Annotated[list[CustomerId], Field(max_length=CUSTOMERS_PER_CALL)]


class Countries(ContractModel):
    """Where customers live (ISO 3166-1); those who are unknown, or did not tell, are left out."""

    countries: dict[CustomerId, str]


AUTHENTICATE_API_KEY = Operation(
    "users", "authenticate_api_key", ApiKeyRequest, ApiKeyHolder, raises=(Unauthenticated,)
)
COUNTRIES_OF_CUSTOMERS = Operation("users", "countries_of_customers", CustomersRequest, Countries)
