"""Fuzzes the API through the gateway by Schemathesis, each route as somebody whom it serves."""

import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx

from videoclub.http import ANYONE
from videoclub.identity import Role
from videoclub_local.api_pages import service_routes
from videoclub_local.logins import Login
from videoclub_local.parts import PartError

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
TIMEOUT_S = 30
SECONDS_MAX = 800
"""For the routes of one role: an access token lives 15 minutes."""
COUNTED = frozenset(
    {
        "users_change_password",
        "users_erase_account",
        "users_request_password_reset",
        "users_reset_password",
        "users_sign_in",
        "users_verify_email",
    }
)
"""Operations that count what fails by address: whoever fuzzes them cannot sign in for 15 minutes."""


@dataclass(frozen=True)
class Effort:
    """How hard to try, for the routes of each role: examples of each route, and seconds at most."""

    examples: int
    seconds: int
    phases: str = "examples,coverage,fuzzing,stateful"
    without: Collection[str] = ()


def fuzz_gateway(api_url: str, document: Path, logins: Mapping[str, Login], effort: Effort) -> list[str]:
    """What Schemathesis found, for each role that had failures. Raises PartError when it cannot run.

    A customer is made for the occasion, as customers can end their sessions.
    """
    with httpx.Client(base_url=api_url, timeout=TIMEOUT_S) as client:
        logins = {**logins, Role.CUSTOMER: _new_customer(client)}
        refresh_tokens = {role: _sign_in(client, logins[role])["refresh_token"] for role in Role}
        done = [
            _run(api_url, document, _renew(client, refresh_tokens, role), operations, effort)
            for role, operations in _operations_by_role(effort.without).items()
        ]
    return [f"{run.stdout}{run.stderr}" for run in done if run.returncode]


def access_tokens(api_url: str, logins: Mapping[str, Login]) -> dict[str, str]:
    """An access token of each role, good for 15 minutes."""
    with httpx.Client(base_url=api_url, timeout=TIMEOUT_S) as client:
        return {role: _sign_in(client, logins[role])["access_token"] for role in Role}


def _operations_by_role(without: Collection[str]) -> dict[Role, list[str]]:
    """The ids of operations, those for anyone with the customers', which come last, as they sign out."""
    operations: dict[Role, list[str]] = {Role.ADMIN: [], Role.DEVELOPER: [], Role.CUSTOMER: []}
    for service in service_routes():
        for route in service.declared:
            if (name := f"{service.service}_{route.name}") not in without:
                operations[Role.CUSTOMER if route.who == ANYONE else route.who].append(name)
    return operations


def _new_customer(client: httpx.Client) -> Login:
    login = Login(f"{uuid4()}@example.org", f"pass-{uuid4()}")
    client.post("/accounts", json=asdict(login) | {"display_name": "Fuzz"}).raise_for_status()
    return login


def _sign_in(client: httpx.Client, login: Login) -> dict[str, str]:
    return _session(client.post("/sessions", json=asdict(login)))


def _renew(client: httpx.Client, refresh_tokens: dict[Role, str], role: Role) -> str:
    """A fresh access token, got without a password: by now sign-ins from here may be refused."""
    session = _session(client.post("/sessions/refresh", json={"refresh_token": refresh_tokens[role]}))
    return session["access_token"]


def _session(answer: httpx.Response) -> dict[str, str]:
    if not answer.is_success:
        raise PartError(f"Signing in failed: {answer.text}")
    return answer.json()


def _run(
    api_url: str, document: Path, token: str, operations: list[str], effort: Effort
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIGURATION, "run", document]
    command += ["--url", api_url, "--header", f"Authorization: Bearer {token}", "--checks", "all"]
    command += ["--phases", effort.phases, "--max-examples", str(effort.examples)]
    command += ["--max-time", str(min(effort.seconds, SECONDS_MAX))]
    command += [option for operation in operations for option in ("--include-operation-id", operation)]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "videoclub_local.fuzz.hooks"}
    with TemporaryDirectory() as folder:  # where it keeps what it found; each run begins anew
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
