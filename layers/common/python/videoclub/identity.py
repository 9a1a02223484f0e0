"""Who is calling: access tokens (RFC 9068) verified in every service with the public keys of Users.

Source of the checks: RFC 8725 - a fixed algorithm, `typ`, issuer, audience and expiry, and `kid` from our own set.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from videoclub.errors import Unauthenticated
from videoclub.ids import AccountId, CustomerId, SessionId

if TYPE_CHECKING:
    from jwt import PyJWK

ALGORITHM = "EdDSA"
TOKEN_TYPE = "at+jwt"  # noqa: S105 - the media type of an access token
ISSUER = "videoclub-users"
AUDIENCE = "videoclub-api"


class Role(StrEnum):
    """What an account may do. Everybody with an account is a customer."""

    CUSTOMER = "customer"
    DEVELOPER = "developer"
    ADMIN = "admin"


@dataclass(frozen=True)
class Principal:
    """The caller of a request; `account_id` is None for an anonymous one. `session_id` is where they signed in.

    `scopes` are those of the API key that was sent; None without one, when the roles alone decide.
    """

    account_id: AccountId | None = None
    roles: frozenset[Role] = frozenset()
    session_id: SessionId | None = None
    scopes: frozenset[str] | None = None

    @property
    def customer_id(self) -> CustomerId:
        """The caller as a customer. Raises Unauthenticated for an anonymous caller."""
        if self.account_id is None:
            raise Unauthenticated("Sign in first.")
        return CustomerId(self.account_id)

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles


ANONYMOUS = Principal()


@dataclass(frozen=True)
class TokenVerifier:
    """Checks access tokens against the public keys of Users (`jwks`, a JSON Web Key Set)."""

    jwks: str

    def verify(self, token: str, *, now: datetime) -> Principal:
        """The principal a token stands for at `now`. Raises Unauthenticated."""
        import jwt

        try:
            header = jwt.get_unverified_header(token)
            if header.get("typ") != TOKEN_TYPE:
                raise Unauthenticated("This is not an access token.")
            claims: dict[str, Any] = jwt.decode(
                token,
                self._keys[header["kid"]],
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={"require": ["exp", "iat", "sub", "iss", "aud"], "verify_exp": False, "verify_iat": False},
            )
            if claims["exp"] <= now.timestamp():
                raise Unauthenticated("The access token has expired.")
            roles = frozenset(Role(role) for role in claims["roles"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise Unauthenticated("The access token is not valid.") from None
        session_id = SessionId(claims["sid"]) if "sid" in claims else None
        return Principal(AccountId(claims["sub"]), roles, session_id)

    @cached_property
    def _keys(self) -> Mapping[str, "PyJWK"]:
        import jwt

        return {key["kid"]: jwt.PyJWK(key) for key in json.loads(self.jwks)["keys"]}


@cache
def token_verifier() -> TokenVerifier:
    """The verifier of this environment, with the keys of `TOKEN_KEYS`."""
    return TokenVerifier(os.environ["TOKEN_KEYS"])
