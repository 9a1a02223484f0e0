"""The whole platform, started once a run by the command itself, and gone afterwards without a trace.

With VIDEOCLUB_TEST_HOME the platform of that folder is used and left running: quick while developing.
"""

import fcntl
import os
import shutil
import ssl
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from stores import run_lock
from videoclub_command import VideoclubCommand
from videoclub_local.deploy.aws import LocalAws
from videoclub_local.jobs import run_job

KEPT_HOME = os.environ.get("VIDEOCLUB_TEST_HOME")
_HOME_PREFIX = "videoclub-platform-"


@dataclass(frozen=True)
class RunningPlatform:
    """A platform that is up; the addresses are those of `videoclub status --json`."""

    command: VideoclubCommand
    report: dict[str, Any]

    @property
    def site_url(self) -> str:
        return self.report["site_url"]

    @property
    def api_url(self) -> str:
        return self.report["api_url"]

    @property
    def https_api_url(self) -> str:
        """The same API over TLS, by a name that the certificate has."""
        return self.api_url.replace("http://127.0.0.1", "https://localhost")

    @property
    def ca_file(self) -> Path:
        return Path(self.report["ca_file"])

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Trusts the local CA and nobody else."""
        return ssl.create_default_context(cafile=self.ca_file)

    @property
    def fcm_inbox_url(self) -> str:
        return self.report["fcm_inbox_url"]

    @property
    def logins(self) -> dict[str, dict[str, str]]:
        """E-mail and password by role."""
        return self.report["logins"]

    @property
    def endpoint_url(self) -> str:
        """Where LocalStack answers for AWS."""
        return self.api_url.partition("/_aws/")[0]

    @cached_property
    def aws(self) -> LocalAws:
        """LocalStack in the place of AWS."""
        return LocalAws(self.endpoint_url)

    def run_job(self, name: str, **payload: str) -> Any:
        """Run a scheduled function now; gives its result."""
        return run_job(name, payload, self.aws)


@pytest.fixture(scope="session")
def platform() -> Iterator[RunningPlatform]:
    """The platform, up and seeded."""
    if KEPT_HOME:
        yield _brought_up(VideoclubCommand(Path(KEPT_HOME)))
        return
    yield from (_brought_up(command) for command in _own_home())


@pytest.fixture(scope="module")
def command() -> Iterator[VideoclubCommand]:
    """The command with a new, empty home, for tests that start and stop a platform themselves."""
    yield from _own_home()


def _own_home() -> Iterator[VideoclubCommand]:
    """A home that is removed afterwards; nothing of it may still run then. First clears away those of killed runs."""
    for abandoned in Path(tempfile.gettempdir()).glob(f"{_HOME_PREFIX}*"):
        _clear_if_abandoned(abandoned)
    home = Path(tempfile.mkdtemp(prefix=_HOME_PREFIX))
    home.chmod(0o755)  # run by root, PostgreSQL is somebody else
    command = VideoclubCommand(home)
    with run_lock(home).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield command
        command.run("down")
        left = command.processes()
        command.run("reset", "--yes")
        shutil.rmtree(home)
        assert not left


def _brought_up(command: VideoclubCommand) -> RunningPlatform:
    examined = command.run("doctor")
    if examined.returncode and os.environ.get("CI") != "true":
        pytest.skip(f"this machine lacks something:\n{examined.stdout}")
    up = command.run("up", "--detach", "--port", "0")
    assert up.returncode == 0, up.stderr
    return RunningPlatform(command, command.status())


def _clear_if_abandoned(home: Path) -> None:
    try:
        with run_lock(home).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            VideoclubCommand(home).run("reset", "--yes")
            shutil.rmtree(home, ignore_errors=True)
    except OSError:  # it is in use, somebody else's, or gone
        return
