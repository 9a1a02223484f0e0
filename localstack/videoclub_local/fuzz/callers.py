"""Who asks while the gateway is fuzzed: for each route somebody whom it serves, signed in anew before a token ends.

Nobody signs in by password after the start: what is fuzzed counts failed sign-ins, and would soon refuse it.
"""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self
from uuid import uuid4

import httpx

from videoclub.http import ANYONE
from videoclub.identity import Role
from videoclub_local.api_pages import service_routes
from videoclub_local.logins import Login
from videoclub_local.parts import PartError

RENEWED_AFTER_S = 600
"""An access token lives 15 minutes."""
TIMEOUT_S = 30
_VARIABLE = "VIDEOCLUB_FUZZ_CALLERS"


@dataclass
class Callers:
    """Sessions by role. Of customers there are many, as they can sign out: then the next one comes."""

    api_url: str
    refresh_tokens: dict[str, list[str]]
    _held: dict[str, tuple[str, float]] = field(default_factory=dict[str, tuple[str, float]], init=False, repr=False)

    @classmethod
    def signed_in(cls, api_url: str, logins: Mapping[str, Login], *, seconds: int) -> Self:
        """Enough of them for so long a run; customers are made for the occasion. Raises PartError."""
        with httpx.Client(base_url=api_url, timeout=TIMEOUT_S) as client:
            customers = [_new_customer(client) for _ in range(2 + seconds // RENEWED_AFTER_S)]
            by_role = {Role.ADMIN: [logins[Role.ADMIN]], Role.DEVELOPER: [logins[Role.DEVELOPER]]}
            by_role[Role.CUSTOMER] = customers
            return cls(
                api_url, {role: [_sign_in(client, it)["refresh_token"] for it in by_role[role]] for role in Role}
            )

    @classmethod
    def of_environment(cls) -> Self:
        """As `environment` handed them over."""
        return cls(**json.loads(os.environ[_VARIABLE]))

    def environment(self) -> dict[str, str]:
        """For a process of its own."""
        return {_VARIABLE: json.dumps({"api_url": self.api_url, "refresh_tokens": self.refresh_tokens})}

    def access_token(self, role: str) -> str:
        """One that is good for some minutes. Raises PartError when all of that role have signed out."""
        token, until = self._held.get(role, ("", 0))
        if time.monotonic() >= until:
            token, until = self._renewed(role), time.monotonic() + RENEWED_AFTER_S
            self._held[role] = (token, until)
        return token

    def _renewed(self, role: str) -> str:
        tokens = self.refresh_tokens[role]
        while tokens:
            sent = {"refresh_token": tokens.pop(0)}
            answer = httpx.post(f"{self.api_url}/sessions/refresh", json=sent, timeout=TIMEOUT_S)
            if answer.is_success:
                session = answer.json()
                tokens.insert(0, session["refresh_token"])
                return session["access_token"]
        raise PartError(f"No {role} is signed in any more.")


def roles_of_operations() -> dict[str, Role | None]:
    """Whom an operation serves, by its id; None where that is anyone."""
    return {
        f"{service.service}_{route.name}": None if route.who == ANYONE else Role(route.who)
        for service in service_routes()
        for route in service.declared
    }


def _new_customer(client: httpx.Client) -> Login:
    login = Login(f"{uuid4()}@example.org", f"pass-{uuid4()}")
    _answer(client.post("/accounts", json=asdict(login) | {"display_name": "Fuzz"}))
    return login


def _sign_in(client: httpx.Client, login: Login) -> dict[str, str]:
    return _answer(client.post("/sessions", json=asdict(login)))


def _answer(response: httpx.Response) -> dict[str, str]:
    if not response.is_success:
        raise PartError(f"{response.request.method} {response.request.url.path} failed: {response.text}")
    return response.json()
