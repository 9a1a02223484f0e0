"""Who is calling with an API key: Users is asked, once in a while for each key and environment.

A key reaches what its owner's roles reach today, and of that only its scopes.
"""

import hashlib
import os
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from videoclub.contracts.users import AUTHENTICATE_API_KEY, ApiKeyHolder, ApiKeyRequest
from videoclub.errors import Unauthenticated
from videoclub.identity import Principal
from videoclub.services import LambdaServices, Services

SCOPES: Final = (
    "users:read",
    "movies:read",
    "movies:write",
    "rental:read",
    "rental:write",
    "suggestions:read",
    "stats:read",
    "stats:write",
)
"""What a key may be for: a service, and whether its routes only tell or also change.

There is no `users:write`: accounts, sessions and keys are changed by people who signed in, never by a key.
"""

API_KEY_CACHE_S = 30
"""How long an environment trusts what Users said of a key: a revoked key dies within it."""
API_KEYS_CACHED = 1000
API_KEY_TIMEOUT_S = 8
"""A cold start, within the 15 s of an API function."""
_API_KEY = re.compile(r"vc_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}")
_UNKNOWN = "This API key is not valid."


def scope_of(service: str, method: str) -> str:
    """The scope that a route needs: `movies:read` for GET, else `movies:write`."""
    return f"{service}:{'read' if method == 'GET' else 'write'}"


def hash_api_key(key: str) -> str:
    """What is kept of a key. It has full entropy, so a plain digest is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


@dataclass
class ApiKeyVerifier:
    """Checks API keys by asking Users; also what is no key is remembered, so that guessing costs Users little."""

    services: Services
    _known: dict[str, tuple[datetime, ApiKeyHolder | None]] = field(
        default_factory=dict[str, tuple[datetime, ApiKeyHolder | None]], init=False, repr=False
    )

    def verify(self, key: str, *, now: datetime) -> Principal:
        """The principal a key stands for at `now`. Raises Unauthenticated, ServiceUnavailable."""
        if not _API_KEY.fullmatch(key):
            raise Unauthenticated(_UNKNOWN)
        holder = self._holder(hash_api_key(key), now)
        if holder is None:
            raise Unauthenticated(_UNKNOWN)
        if holder.expires_at is not None and holder.expires_at <= now:
            raise Unauthenticated("This API key has expired.")
        return Principal(holder.account_id, frozenset(holder.roles), scopes=frozenset(holder.scopes))

    def _holder(self, key_hash: str, now: datetime) -> ApiKeyHolder | None:
        trusted_until, holder = self._known.get(key_hash, (now, None))
        if trusted_until > now:
            return holder
        try:
            holder = self.services.ask(AUTHENTICATE_API_KEY, ApiKeyRequest(key_hash=key_hash))
        except Unauthenticated:
            holder = None
        if len(self._known) >= API_KEYS_CACHED:
            self._known.clear()
        self._known[key_hash] = (now + timedelta(seconds=API_KEY_CACHE_S), holder)
        return holder


@cache
def api_key_verifier() -> ApiKeyVerifier:
    """The verifier of this environment; `USERS_FUNCTION` names the function of Users that is asked."""
    return ApiKeyVerifier(LambdaServices({"users": os.environ["USERS_FUNCTION"]}, API_KEY_TIMEOUT_S))
