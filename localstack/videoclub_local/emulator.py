"""LocalStack as a part of the platform: its own environment, made once, and its process."""

import hashlib
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import httpx
from uv import find_uv_bin

from videoclub_local.certificates import ensure_certificates
from videoclub_local.parts import PartError, PartStatus
from videoclub_local.processes import LOOPBACK, Launch, ManagedProcess, Ports

DEFAULT_PORT = 4566
ANY_FREE_PORT = 0
START_TIMEOUT_SECONDS = 60.0
READY_TIMEOUT_SECONDS = 2.0
# What LocalStack may see of the user's environment: a stray PERSISTENCE or AWS_PROFILE would make it another one.
_INHERITED = ("PATH", "HOME", "LANG", "LS_LOG", "LAMBDA_KEEPALIVE_MS", "LAMBDA_RETRY_BASE_DELAY")


class LocalStackEmulator:
    """LocalStack with the process executor. It keeps nothing over a restart: `up` deploys anew."""

    name = "localstack"
    title = "LocalStack"

    def __init__(
        self, home: Path, project: Path, environment: Mapping[str, str], *, wanted_port: int | None = None
    ) -> None:
        """`project` is its uv project; `wanted_port` where to listen; None: as at the last start, or DEFAULT_PORT."""
        self._home = home.absolute()
        self._folder = self._home / self.name
        self._project = project
        self._environment = environment
        self._wanted_port = wanted_port
        self._process = ManagedProcess(self.title, self._folder, self._home / "logs" / f"{self.name}.log")

    def prepare(self) -> None:
        """Make its environment from its lock file: once, a download of some 100 MB. Raises PartError."""
        fingerprint = self._environment_fingerprint()
        if self._stamp.is_file() and self._stamp.read_text() == fingerprint:
            return
        # Inexact: what somebody added for work on the emulator itself stays.
        command = [find_uv_bin(), "sync", "--frozen", "--no-dev", "--inexact", "--compile-bytecode", "--quiet"]
        done = subprocess.run(
            [*command, "--project", self._project, "--python", sys.executable],
            env={name: value for name, value in self._environment.items() if name != "VIRTUAL_ENV"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise PartError(f"LocalStack could not be installed from {self._project}: {done.stderr.strip()}")
        self._stamp.write_text(fingerprint)

    def start(self) -> None:
        """Start and wait until it answers, or attach to the running one. Raises PartError."""
        running = self._process.running()
        if running and self._wanted_port not in (None, ANY_FREE_PORT, running.ports["http"]):
            raise PartError(
                f"LocalStack already runs on port {running.ports['http']}; "
                f"stop it with `videoclub down` before starting it on port {self._wanted_port}."
            )
        self.prepare()
        self._process.start(self._launch, _is_ready, timeout_seconds=START_TIMEOUT_SECONDS)

    def stop(self) -> None:
        """Stop it, and with it the functions' processes, and wait until they are gone."""
        self._process.stop()

    def status(self) -> PartStatus:
        """What it is doing now, found by asking it."""
        running = self._process.running()
        return PartStatus(
            self.name,
            "emulator",
            "down" if running is None else "up" if _is_ready(running.ports) else "degraded",
            pid=running.pid if running else None,
            url=f"http://{LOOPBACK}:{running.ports['http']}" if running else None,
            data_dir=self._folder,
            log_file=self._process.log_file,
            rss_mb=running.rss_mb() if running else None,
        )

    @property
    def port(self) -> int | None:
        """The one port of the site, the API and all AWS services, http and https; None when it does not run."""
        running = self._process.running()
        return running.ports["http"] if running else None

    @property
    def ca_file(self) -> Path:
        """The local CA that https clients have to trust."""
        return ensure_certificates(self._home, datetime.now(UTC)).ca

    @property
    def _stamp(self) -> Path:
        """Says which lock file the environment was made from."""
        return self._project / ".venv" / "made-from"

    def _environment_fingerprint(self) -> str:
        files = (self._project / name for name in ("uv.lock", "pyproject.toml"))
        return hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.executable.encode()).hexdigest()

    def _launch(self) -> Launch:
        ports = {"http": self._choose_port()}
        certificate = ensure_certificates(self._home, datetime.now(UTC)).localhost
        state = self._folder / "state"
        options = ["--port", str(ports["http"]), "--state-dir", state, "--certificate", certificate]
        return Launch(
            [self._project / ".venv" / "bin" / "python", "-m", "process_executor", *options],
            ports,
            environment={name: self._environment[name] for name in _INHERITED if name in self._environment},
            working_directory=self._folder,
        )

    def _choose_port(self) -> int:
        if self._wanted_port not in (None, ANY_FREE_PORT):
            if not is_free(self._wanted_port):
                raise PartError(f"Port {self._wanted_port} is taken; choose another with `videoclub up --port`.")
            return self._wanted_port
        is_first_start = not self._process.last_ports()
        if is_first_start and self._wanted_port is None and is_free(DEFAULT_PORT):
            return DEFAULT_PORT
        return self._process.choose_ports("http")["http"]


def _is_ready(ports: Ports) -> bool:
    try:
        url = f"http://{LOOPBACK}:{ports['http']}/_localstack/health"
        return httpx.get(url, timeout=READY_TIMEOUT_SECONDS).is_success
    except httpx.TransportError:
        return False


def is_free(port: int) -> bool:
    """Whether a program could listen on this port of the loopback interface."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
