"""Access tokens as signed JWTs (RFC 9068, EdDSA with Ed25519)."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from users.account import Account
from users.ports.sessions import AccessToken
from videoclub.identity import ALGORITHM, AUDIENCE, ISSUER, TOKEN_TYPE
from videoclub.ids import SessionId, new_id

if TYPE_CHECKING:
    from jwt import PyJWK


@dataclass(frozen=True)
class JwtTokens:
    """Signs with the first key of `signing_keys`, a private JSON Web Key Set; the others are being retired."""

    signing_keys: str
    lifetime_s: int

    def issue(self, account: Account, session_id: SessionId, *, now: datetime) -> AccessToken:
        """A token that says who the account is, what it may do and in which session it was issued."""
        import jwt

        issued_at = int(now.timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": account.id,
            "sid": session_id,
            "jti": new_id(),
            "iat": issued_at,
            "exp": issued_at + self.lifetime_s,
            "roles": list(account.roles),
        }
        headers = {"typ": TOKEN_TYPE, "kid": self._key.key_id}
        return AccessToken(jwt.encode(claims, self._key.key, ALGORITHM, headers), self.lifetime_s)

    @cached_property
    def _key(self) -> "PyJWK":
        import jwt

        return jwt.PyJWK(json.loads(self.signing_keys)["keys"][0], ALGORITHM)
