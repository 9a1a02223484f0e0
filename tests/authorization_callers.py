"""Everybody who may call a route, and what each is to get by its declaration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway import KEY_ID, signing_key, token
from videoclub.api_keys import SCOPES, ApiKeyVerifier, hash_api_key
from videoclub.contracts import ContractModel, Operation
from videoclub.errors import Unauthenticated
from videoclub.http import ANYONE, Route
from videoclub.identity import ALGORITHM, TOKEN_TYPE, Role

type Outcome = Literal["served", 401, 403]

EXPIRED = int(datetime(2020, 1, 1).timestamp())  # noqa: DTZ001 - long ago in every zone
_HEADER = {"kid": KEY_ID, "typ": TOKEN_TYPE}


@dataclass(frozen=True)
class Caller:
    """Somebody, with the roles their credentials really carry; None: they carry nothing."""

    name: str
    headers: Mapping[str, str]
    roles: frozenset[Role] | None
    scopes: frozenset[str] | None = None

    def expected(self, route: Route, scope: str) -> Outcome:
        """What the declaration of `route` means for this caller."""
        if not self.headers:
            return "served" if route.who == ANYONE else 401
        if self.roles is None:
            return 401
        if self.scopes is not None and scope not in self.scopes:
            return 403
        return "served" if route.who == ANYONE or route.who in self.roles else 403


def _bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def _forged(sign: Callable[[dict[str, object]], str]) -> dict[str, str]:
    claims = jwt.decode(token("root", *Role), options={"verify_signature": False})
    return _bearer(sign(claims))


def _public_key_as_secret(claims: dict[str, object]) -> str:
    """HS256 with the public key, which everybody knows, in the place of a secret."""
    secret = signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return jwt.encode(claims, secret, "HS256", headers=_HEADER)


@dataclass(frozen=True)
class KnownKey:
    """An API key that Users knows."""

    number: int
    roles: frozenset[Role]
    scopes: frozenset[str]

    @property
    def text(self) -> str:
        return f"vc_{self.number:08}_{'A' * 43}"


KEYS = {
    "key of all scopes": KnownKey(1, frozenset(Role), frozenset(SCOPES)),
    "key without scope": KnownKey(2, frozenset(Role), frozenset()),
    "key of a customer": KnownKey(3, frozenset({Role.CUSTOMER}), frozenset(SCOPES)),
}


class KeysOfUsers:
    """Answers in the place of Users whose key it is."""

    def ask[Request: ContractModel, Answer: ContractModel](
        self, operation: Operation[Request, Answer], request: Request
    ) -> Answer:
        asked = request.model_dump()["key_hash"]
        for key in KEYS.values():
            if hash_api_key(key.text) == asked:
                holder = {"account_id": "dana", "roles": list(key.roles), "scopes": list(key.scopes)}
                return operation.answer.model_validate(holder)
        raise Unauthenticated("This API key is not valid.")


def key_verifier() -> ApiKeyVerifier:
    """Knows the keys above."""
    return ApiKeyVerifier(KeysOfUsers())


CALLERS = [
    Caller("anonymous", {}, None),
    *(
        Caller(str(role), _bearer(token(f"a {role}", Role.CUSTOMER, role)), frozenset({Role.CUSTOMER, role}))
        for role in Role
    ),
    Caller("expired", _bearer(token("root", *Role, exp=EXPIRED)), None),
    Caller("of another audience", _bearer(token("root", *Role, aud="another-api")), None),
    Caller(
        "forged",
        _forged(lambda claims: jwt.encode(claims, Ed25519PrivateKey.generate(), ALGORITHM, headers=_HEADER)),
        None,
    ),
    Caller("forged with alg none", _forged(lambda claims: jwt.encode(claims, "", "none", headers=_HEADER)), None),
    Caller("forged with the public key", _forged(_public_key_as_secret), None),
    Caller("unknown key", {"X-Api-Key": f"vc_{0:08}_{'A' * 43}"}, None),
    Caller("what is no key", {"X-Api-Key": "garbage"}, None),
    *(Caller(name, {"X-Api-Key": key.text}, key.roles, key.scopes) for name, key in KEYS.items()),
]
