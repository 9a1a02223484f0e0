"""Fuzzes the API through the gateway by Schemathesis, each route as somebody whom it serves."""

import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx

from videoclub.http import ANYONE
from videoclub.identity import Role
from videoclub_local.api_pages import service_routes
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


def fuzz_gateway(api_url: str, document: Path, logins: Mapping[str, Mapping[str, str]], effort: Effort) -> list[str]:
    """What Schemathesis found, for each role that had failures. Raises PartError when it cannot run.

    `logins` are those of developer and admin; a customer is made for the occasion.
    """
    with httpx.Client(base_url=api_url, timeout=TIMEOUT_S) as client:
        customer = _sign_in(client, _new_customer(client))
        sessions = {ANYONE: customer, Role.CUSTOMER: customer}
        sessions |= {role: _sign_in(client, logins[role]) for role in (Role.DEVELOPER, Role.ADMIN)}
        done = [
            _run(api_url, document, _renewed(client, sessions, role), operations, effort)
            for role, operations in _operations_by_role(effort.without).items()
        ]
    return [f"{run.stdout}{run.stderr}" for run in done if run.returncode]


def _operations_by_role(without: Collection[str]) -> dict[str, list[str]]:
    """The ids of operations; those of customers last, as they sign out."""
    operations: dict[str, list[str]] = {Role.ADMIN: [], Role.DEVELOPER: [], ANYONE: [], Role.CUSTOMER: []}
    for service in service_routes():
        for route in service.declared:
            if (name := f"{service.service}_{route.name}") not in without:
                operations[route.who].append(name)
    return operations


def _new_customer(client: httpx.Client) -> dict[str, str]:
    login = {"email": f"{uuid4()}@example.org", "password": f"pass-{uuid4()}"}
    client.post("/accounts", json=login | {"display_name": "Fuzz"}).raise_for_status()
    return login


def _sign_in(client: httpx.Client, login: Mapping[str, str]) -> str:
    """A refresh token."""
    return _session(client.post("/sessions", json=dict(login)))["refresh_token"]


def _renewed(client: httpx.Client, sessions: dict[str, str], role: str) -> str:
    """A fresh access token."""
    session = _session(client.post("/sessions/refresh", json={"refresh_token": sessions[role]}))
    sessions.update({other: session["refresh_token"] for other, token in sessions.items() if token == sessions[role]})
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
    return subprocess.run(command, capture_output=True, text=True, check=False)
