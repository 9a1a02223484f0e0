"""Fuzzes the API through the gateway by Schemathesis, each route as somebody whom it serves."""

import os
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from videoclub_local.fuzz.callers import Callers
from videoclub_local.logins import Login

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
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
    """How hard to try: examples of each route and of each walk along links, and seconds at most."""

    examples: int
    seconds: int
    phases: Collection[str] = PHASES
    without: Collection[str] = ()
    seed: int | None = None


@dataclass(frozen=True)
class Findings:
    """What Schemathesis reports, and whether it found something or could not run."""

    failed: bool
    report: str


def fuzz_gateway(api_url: str, document: Path, logins: Mapping[str, Login], effort: Effort) -> Findings:
    """Send what the document allows and forbids, and walk along its links. Raises PartError when nobody can sign in."""
    callers = Callers.signed_in(api_url, logins, seconds=effort.seconds)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIGURATION, "run", document]
    command += ["--url", api_url, "--phases", ",".join(effort.phases)]
    command += ["--max-examples", str(effort.examples), "--max-time", str(effort.seconds)]
    command += [] if effort.seed is None else ["--seed", str(effort.seed)]
    command += [option for operation in effort.without for option in ("--exclude-operation-id", operation)]
    environment = {**os.environ, **callers.environment(), "SCHEMATHESIS_HOOKS": "videoclub_local.fuzz.hooks"}
    with TemporaryDirectory() as folder:  # where it keeps what it found; each run begins anew
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return Findings(run.returncode != 0, f"{run.stdout}{run.stderr}")
